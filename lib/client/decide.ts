import type { Approval } from "../contracts/approval";
import { call } from "./api";
import { api } from "./operations";
import { failureCode } from "./problem";
import { serverNowMs } from "./clock";
import type { Intent } from "./store/approvals";
import { useApprovals } from "./store/approvals";
import { extendedDeadline } from "../fold/deadline";

/** Refusals after which the card we showed is out of date. */
const staleAfter = new Set(["already_settled", "conflict", "expired", "target_drifted", "not_found"]);

async function refresh(id: string): Promise<void> {
  const approval = await call(api.getApproval, { params: { id } }).catch(() => null);
  if (approval !== null) useApprovals.getState().take(approval);
}

async function run(id: string, intent: Intent, act: () => Promise<Approval>): Promise<void> {
  const store = useApprovals.getState();
  if (store.intents[id] !== undefined) return;
  store.intend(id, intent);
  try {
    store.take(await act());
    store.conclude(id, null);
  } catch (error) {
    const code = failureCode(error);
    if (staleAfter.has(code)) await refresh(id);
    store.conclude(id, code);
  }
}

/** A key nobody used before; `randomUUID` would be missing on an address without https. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Answers an approval with exactly what was shown: the card turns at once, and returns with the reason if the server refuses. */
export function decide(approval: Approval, decision: "approve" | "deny", reason?: string): Promise<void> {
  // A critical action is only approved here once its target's name was typed; the server asks for that name.
  const confirmName = decision === "approve" && approval.action.risk === "critical" ? { confirmName: String(approval.action.args.name ?? "") } : {};
  const body = { decision, argsHash: approval.action.argsHash, ...confirmName, ...(reason === undefined ? {} : { reason }) };
  return run(approval.id, decision, () => call(api.decideApproval, { params: { id: approval.id }, headers: { "idempotency-key": freshKey() }, body }));
}

/** Takes an approval back while the server still holds it. */
export function undo(approval: Approval): Promise<void> {
  return run(approval.id, "undo", () => call(api.undoApproval, { params: { id: approval.id } }));
}

/** Gives a waiting approval half an hour more, as far as the server allows; does nothing once there is no more to give. */
export function extend(approval: Approval): Promise<void> {
  const expiresAt = extendedDeadline(approval, serverNowMs());
  if (expiresAt === null) return Promise.resolve();
  return run(approval.id, "extend", () => call(api.extendApproval, { params: { id: approval.id }, body: { expiresAt } }));
}

/** Answers several approvals one after the other, each with what was shown of it; those that are refused say so on their own cards. */
export async function decideAll(approvals: readonly Approval[], decision: "approve" | "deny"): Promise<void> {
  for (const approval of approvals) await decide(approval, decision);
}
