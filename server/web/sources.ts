import { eq } from "drizzle-orm";
import { sourceName, type SourceName } from "@/lib/contracts/signal";
import type { Source, SourceSecret, SourceTest } from "@/lib/contracts/source";
import { newId } from "@/lib/ids";
import type { Container } from "../container";
import { appendEvents } from "../event/append";
import { readSightings, testHeader } from "../inbox/sighting";
import { inboxEntries } from "../inbox/table";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";

/** The variables that DESIGN gives the doors; `server/platform/config.ts` reads them. */
const secretNames: Readonly<Record<SourceName, string>> = {
  alertmanager: "ALERTMANAGER_WEBHOOK_TOKEN",
  sentry: "SENTRY_CLIENT_SECRET",
  signoz: "SIGNOZ_WEBHOOK_TOKEN",
  github: "GITHUB_WEBHOOK_SECRET",
  kubernetes: "KUBERNETES_WEBHOOK_TOKEN",
  kali: "KALI_WEBHOOK_TOKEN",
};

/** @throws {Rejected} 404 */
function requireSource(name: string): SourceName {
  const found = sourceName.options.find((option) => option === name);
  if (found === undefined) throw new Rejected("not_found", "There is no such source.");
  return found;
}

/** Where a tool posts to: ingress, as long as the public address is this very machine's web port; else whatever stands in front routes it. */
export function doorUrlOf({ publicUrl, port, ingressPort }: Container["config"], name: SourceName): string {
  const url = new URL(publicUrl);
  if (url.protocol === "http:" && url.port === String(port)) url.port = String(ingressPort);
  return `${url.toString().replace(/\/+$/, "")}/api/v1/webhooks/${name}`;
}

/** The newer secret that opens a door for the live origin, or null while it is closed. */
function secretOf({ config }: Container, name: SourceName): string | null {
  return config.doorSecrets[name][0] ?? null;
}

/** Every webhook door with when its tool was last heard; no secret among it. */
export async function listSources(container: Container, ctx: Ctx): Promise<{ items: Source[] }> {
  const sightings = await readSightings(ctx.db);
  const items = sourceName.options.map((name): Source => ({ name, url: doorUrlOf(container.config, name), secretName: secretNames[name], secretCount: container.config.doorSecrets[name].length, sightings: [...(sightings.get(name) ?? [])] }));
  return { items };
}

/** Shows the secret of a door, with one event that says who looked. @throws {Rejected} 404, 409 while the door has none */
export async function showSourceSecret(container: Container, ctx: Ctx, input: { name: string }): Promise<SourceSecret> {
  const name = requireSource(input.name);
  const secret = secretOf(container, name);
  if (secret === null) throw new Rejected("conflict", `This door is closed: set ${secretNames[name]} and start again.`);
  await ctx.db.transaction((tx) => appendEvents(ctx, tx, [{ type: "source.secret_shown", subject: { kind: "source", id: name }, statement: { code: "source_secret_shown", params: { source: name } } }]));
  await ctx.bus.announceEvents();
  return { name, secretName: secretNames[name], secret };
}

/** Posts to a door as its tool does. Null when nobody answers in time; nothing of what stands between is followed. */
async function knock(url: string, { headers, body }: { headers: Readonly<Record<string, string>>; body: string }): Promise<{ status: number; inboxId: string | null } | null> {
  try {
    const response = await fetch(url, { method: "POST", headers: { ...headers, [testHeader]: "1" }, body, redirect: "manual", signal: AbortSignal.timeout(tunables.sourceTestTimeoutMs) });
    const answer: unknown = await response.json().catch(() => null);
    const inboxId = typeof answer === "object" && answer !== null && "inboxId" in answer && typeof answer.inboxId === "string" ? answer.inboxId : null;
    return { status: response.status, inboxId };
  } catch {
    return null;
  }
}

async function isDigested(ctx: Ctx, inboxId: string): Promise<boolean> {
  const until = performance.now() + tunables.sourceTestDigestMs;
  while (performance.now() < until) {
    const [row] = await ctx.db.select({ status: inboxEntries.status }).from(inboxEntries).where(eq(inboxEntries.id, inboxId));
    if (row?.status === "processed") return true;
    await new Promise((resolve) => setTimeout(resolve, tunables.sourceTestPollMs));
  }
  return false;
}

/** Sends a genuine delivery that says nothing through a door and follows it to a worker; it becomes no signal and is no sighting. @throws {Rejected} 404 */
export async function testSource(container: Container, ctx: Ctx, input: { name: string }): Promise<SourceTest> {
  const name = requireSource(input.name);
  const [url, secret, startedAt] = [doorUrlOf(container.config, name), secretOf(container, name), performance.now()];
  const end = (outcome: SourceTest["outcome"], rest: Partial<Pick<SourceTest, "status" | "inboxId">> = {}): SourceTest => ({ name, outcome, url, status: null, inboxId: null, tookMs: Math.round(performance.now() - startedAt), ...rest });
  if (secret === null) return end("closed");
  const answer = await knock(url, container.probe(name, secret, newId("request")));
  if (answer === null) return end("unreachable");
  if (answer.status !== 202 || answer.inboxId === null) return end("refused", { status: answer.status });
  return end((await isDigested(ctx, answer.inboxId)) ? "digested" : "not_digested", answer);
}
