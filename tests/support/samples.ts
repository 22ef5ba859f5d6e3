import type { Operation } from "@/lib/contracts/operation";
import type { AskedApproval } from "./approval";

/** Bodies that the operations' schemas take, by operation id. An operation with a body needs one line here; the tests say which is missing. */
const bodies: Readonly<Record<string, unknown>> = {
  decideApproval: { decision: "deny", argsHash: "0".repeat(64) },
  // A token that opens nothing, so that claiming a link is refused with 410.
  claimSignInLink: { token: "x".repeat(43), name: "N", email: "n@example.com", password: "long enough password" },
  extendApproval: { expiresAt: "2030-01-01T00:00:00Z" },
  setAutomationMode: { mode: "observe" },
  savePolicy: { version: 1, settings: { verdict: "ask" }, reason: "sample" },
  backtestPolicy: { settings: { verdict: "ask" } },
  pinLedger: { origin: "live", tool: "restart", entityKind: "workload", standing: "earned", reason: "sample" },
  invitePerson: { role: "viewer" },
  changePersonRole: { role: "viewer" },
  reclassifyIncident: { countAs: "assisted", reason: "sample" },
  createMaintenanceWindow: { origin: "live", name: "sample", scope: { kind: "all" }, startsAt: "2999-01-01T00:00:00Z", endsAt: "2999-01-02T00:00:00Z" },
  changeMaintenanceWindow: { version: 1, name: "sample" },
  startRangeScenario: { seed: 1 },
  createApiToken: { name: "sample", role: "viewer", expiresInDays: 1 },
};

/** A body that the operation's schema takes, or undefined for one without. @throws {Error} naming the line to add */
export function sampleBody(operation: Operation, asked?: AskedApproval): unknown {
  if (operation.body === undefined) return undefined;
  if (!Object.hasOwn(bodies, operation.id)) throw new Error(`tests/support/samples.ts has no body for ${operation.id}`);
  return operation.id === "decideApproval" && asked !== undefined ? { decision: "deny", argsHash: asked.argsHash } : bodies[operation.id];
}

/** Acts of a signed-in person only; a token is told so before anything is looked at. */
export const humansOnly: ReadonlySet<string> = new Set(["tickStep"]);

/** The id of something there is for the operations of an approval, an incident and a policy, null for other nouns. */
export function sampleId(operation: Operation, asked: Pick<AskedApproval, "id" | "incidentId">): string | null {
  if (operation.path.includes("/policies/")) return "pol_maintenance_window";
  if (operation.path.includes("/approvals/")) return asked.id;
  return operation.path.includes("/incidents/") ? asked.incidentId : null;
}

/** The path of an operation with `id` filled in; a `name` is that of a source, and other parameters are numbers of steps. */
export function samplePath(operation: Operation, id: string): string {
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === "id" ? id : name === "name" ? "alertmanager" : "1"));
}

/** A field of the operation's query with a value that its schema refuses, or null when it takes anything. */
export function refusedQuery(operation: Operation): { field: string; value: string } | null {
  const value = "z".repeat(5_000);
  const field = Object.entries(operation.query?.shape ?? {}).find(([, schema]) => !(schema as { safeParse(value: unknown): { success: boolean } }).safeParse(value).success)?.[0];
  return field === undefined ? null : { field, value };
}
