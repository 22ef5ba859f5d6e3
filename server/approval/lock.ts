import { eq } from "drizzle-orm";
import type { Approval } from "@/lib/contracts/approval";
import { lockAction, type ActionRow } from "../action/change";
import { lockIncident, type IncidentRow } from "../incident/change";
import type { Database, Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import type { ApprovalRow } from "./change";
import { readApproval } from "./present";
import { approvals } from "./table";

/** An approval with its action and incident, all locked until the transaction ends. */
export interface LockedApproval {
  readonly incident: IncidentRow;
  readonly action: ActionRow;
  readonly approval: ApprovalRow;
}

/** The approval as it is now, for an answer or for the `current` of a refusal. @throws {Rejected} 404 */
export async function requireApproval(db: Database | Transaction, id: string): Promise<Approval> {
  const found = await readApproval(db, id);
  if (found === null) throw new Rejected("not_found", "There is no such approval.");
  return found;
}

/** Locks an approval with its action and incident, always in the order incident, action, approval, so that writers cannot deadlock. @throws {Rejected} 404 */
export async function lockAll(tx: Transaction, id: string): Promise<LockedApproval> {
  const [seen] = await tx.select().from(approvals).where(eq(approvals.id, id));
  if (seen === undefined) throw new Rejected("not_found", "There is no such approval.");
  const incident = await lockIncident(tx, seen.incidentId);
  const action = await lockAction(tx, seen.actionId);
  const [approval] = await tx.select().from(approvals).where(eq(approvals.id, id)).for("update");
  if (incident === null || action === null || approval === undefined) throw new Rejected("not_found", "There is no such approval.");
  return { incident, action, approval };
}
