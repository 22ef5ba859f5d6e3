import { eq, type SQL } from "drizzle-orm";
import type { Approval } from "@/lib/contracts/approval";
import { presentAction } from "../action/present";
import { actions } from "../action/table";
import { presentDecision } from "../decision/record";
import { decisions } from "../decision/table";
import { incidents } from "../incident/table";
import type { Database, Transaction } from "../platform/db/client";
import { approvals } from "./table";

/** Approvals that match, newest first, each with its action, incident and decision. */
export async function readApprovals(db: Database | Transaction, input: { where?: SQL; orderBy?: SQL[]; limit: number }): Promise<Approval[]> {
  const rows = await db
    .select()
    .from(approvals)
    .innerJoin(actions, eq(actions.id, approvals.actionId))
    .innerJoin(incidents, eq(incidents.id, approvals.incidentId))
    .innerJoin(decisions, eq(decisions.id, approvals.decisionId))
    .where(input.where)
    .orderBy(...(input.orderBy ?? []))
    .limit(input.limit);
  return rows.map(({ approvals: approval, actions: action, incidents: incident, decisions: decision }) => ({
    id: approval.id,
    // Each of the three counts only upwards, so their sum grows with every change of any of them.
    version: approval.version + action.version + incident.version,
    status: approval.status,
    action: presentAction(action),
    incident: { id: incident.id, title: incident.title, severity: incident.severity, entity: incident.entity, status: incident.status },
    decision: presentDecision(decision),
    requestedAt: approval.requestedAt.toISOString(),
    expiresAt: approval.expiresAt.toISOString(),
    decidedAt: approval.decidedAt?.toISOString() ?? null,
    decidedBy: approval.decidedBy,
    channel: approval.channel,
    reason: approval.reason,
    executeAfter: approval.executeAfter?.toISOString() ?? null,
    firstApproval: approval.firstApproval === null ? null : { by: approval.firstApproval.by, at: approval.firstApproval.at },
    consequences: approval.consequences,
  }));
}

/** One approval, or null. */
export async function readApproval(db: Database | Transaction, id: string): Promise<Approval | null> {
  const [found] = await readApprovals(db, { where: eq(approvals.id, id), limit: 1 });
  return found ?? null;
}
