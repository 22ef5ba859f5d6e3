import { and, desc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Approval, ApprovalsStreamEvent } from "@/lib/contracts/approval";
import { actions } from "../action/table";
import type { EventRow } from "../event/read";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import { readApprovals } from "./present";
import { approvals } from "./table";

type ApprovalStep = Extract<ApprovalsStreamEvent, { approval: unknown }>["type"];

/** What an event of the log means on the approvals stream; events that are not listed change no card. */
const steps: Readonly<Record<string, ApprovalStep>> = {
  "approval.created": "approval.created",
  "approval.decided": "approval.decided",
  "approval.undone": "approval.undone",
  "approval.decision_pending": "approval.decision_pending",
  "approval.extended": "approval.updated",
  "approval.reminded": "approval.updated",
  "approval.expired": "approval.expired",
  "approval.superseded": "approval.superseded",
  "approval.revoked": "approval.revoked",
  "action.approved": "approval.updated",
  "action.started": "approval.executing",
  "action.executed": "approval.updated",
  "action.verified": "approval.executed",
  "action.failed": "approval.failed",
  "action.outcome_unknown": "approval.failed",
  "action.rolled_back": "approval.failed",
  "action.step_ticked": "approval.updated",
  "incident.status_changed": "approval.updated",
  "incident.severity_raised": "approval.updated",
  "incident.resolved": "approval.updated",
};

/** Approvals that matter now: waiting, under way, ended badly with the incident still open, or settled a moment ago. */
export async function readCurrentApprovals(ctx: Ctx): Promise<Approval[]> {
  const recently = new Date(ctx.now().getTime() - tunables.approvalLingerMs);
  return readApprovals(ctx.db, {
    where: or(
      eq(approvals.status, "pending"),
      inArray(actions.status, ["approved", "running", "verifying"]),
      and(inArray(actions.status, ["failed", "outcome_unknown", "rolled_back"]), isNull(incidents.settledAt)),
      gt(approvals.updatedAt, recently),
      gt(actions.finishedAt, recently),
    ),
    orderBy: [desc(approvals.requestedAt), desc(approvals.id)],
    limit: 200,
  });
}

/** The stream events that a run of sealed log events amounts to, each with its approval as it is now. */
export async function approvalEventsOf(ctx: Ctx, events: readonly EventRow[]): Promise<ApprovalsStreamEvent[]> {
  const relevant = events.filter((event) => steps[event.type] !== undefined);
  const incidentIds = [...new Set(relevant.flatMap((event) => event.incidentId ?? []))];
  if (incidentIds.length === 0) return [];
  const current = await readApprovals(ctx.db, { where: inArray(approvals.incidentId, incidentIds), orderBy: [desc(approvals.requestedAt)], limit: 500 });
  return relevant.flatMap((event): ApprovalsStreamEvent[] => {
    const type = steps[event.type];
    if (type === undefined) return [];
    const about = current.filter((approval) => (event.subjectKind === "approval" ? approval.id === event.subjectId : event.subjectKind === "action" ? approval.action.id === event.subjectId : approval.incident.id === event.incidentId));
    return about.map((approval) => ({ type, approval }));
  });
}
