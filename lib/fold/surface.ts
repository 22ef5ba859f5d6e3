import type { Approval } from "../contracts/approval";

/** How long a settled card keeps its full form, so that its outcome is seen. */
export const afterglowSeconds = 20;

/** How long the one-line receipt stays before it sinks. */
export const receiptSeconds = 15 * 60;

/** Where an approval stands, as a person would say it. */
export type ApprovalPhase = "pending" | "undoable" | "approved" | "running" | "verifying" | "verified" | "failed" | "unknown" | "denied" | "expired" | "drifted" | "void";

/** The target is no longer what was shown, so that nothing was done. */
function hasDrifted(approval: Approval): boolean {
  return approval.action.outcome?.code === "drifted";
}

/** The phase of an approval at a moment; the action decides once the approval is approved. */
export function phaseOf(approval: Approval, nowMs: number): ApprovalPhase {
  switch (approval.status) {
    case "pending":
      return "pending";
    case "denied":
      return "denied";
    case "expired":
      return "expired";
    case "superseded":
    case "revoked":
      return hasDrifted(approval) ? "drifted" : "void";
    case "approved":
      break;
  }
  switch (approval.action.status) {
    case "succeeded":
      return "verified";
    case "failed":
    case "rolled_back":
      return "failed";
    case "outcome_unknown":
      return "unknown";
    case "cancelled":
      return hasDrifted(approval) ? "drifted" : "void";
    case "running":
      return "running";
    case "verifying":
      return "verifying";
    case "proposed":
    case "approved":
      return approval.executeAfter !== null && Date.parse(approval.executeAfter) > nowMs ? "undoable" : "approved";
  }
}

/** Phases in which nothing more will happen to the approval by itself. */
export function isSettled(phase: ApprovalPhase): boolean {
  return ["verified", "failed", "unknown", "denied", "expired", "drifted", "void"].includes(phase);
}

/** Phases in which a person has to look, although no answer is asked for. */
export function needsLook(phase: ApprovalPhase): boolean {
  return phase === "failed" || phase === "unknown";
}

function settledAtMs(approval: Approval): number {
  return Date.parse(approval.action.finishedAt ?? approval.decidedAt ?? approval.expiresAt);
}

/** How an approval is drawn: a full card, a one-line receipt, or nothing because it sank. */
export type Surface = "card" | "receipt" | "sunk";

/** What is drawn of an approval: settled cards glow for a moment, failures stay until the incident is over or dismissed from view. */
export function surfaceOf(approval: Approval, nowMs: number, dismissed: boolean): Surface {
  const phase = phaseOf(approval, nowMs);
  if (!isSettled(phase)) return "card";
  if (dismissed) return "sunk";
  const incidentOver = approval.incident.status === "resolved" || approval.incident.status === "dismissed";
  if (needsLook(phase) && !incidentOver) return "card";
  const settledForSeconds = (nowMs - settledAtMs(approval)) / 1000;
  if (settledForSeconds < afterglowSeconds) return "card";
  return settledForSeconds < receiptSeconds ? "receipt" : "sunk";
}
