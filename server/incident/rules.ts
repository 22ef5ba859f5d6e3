import type { Severity } from "@/lib/contracts/common";
import type { IncidentStatus } from "@/lib/contracts/incident";

/**
 * Life cycle of an incident. `open` and `reopened` wait for a first look, `investigating` is OpenClaw's (also while it abstains),
 * `awaiting_approval` a human's, `acting` and `verifying` an executor's. `resolved` and `dismissed` are settled; only a new firing
 * leads out of `resolved`. Written only by `server/incident`.
 */
const transitions: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  open: ["investigating", "resolved", "dismissed"],
  reopened: ["investigating", "resolved", "dismissed"],
  investigating: ["awaiting_approval", "acting", "resolved", "dismissed"],
  awaiting_approval: ["investigating", "acting", "resolved", "dismissed"],
  acting: ["awaiting_approval", "investigating", "verifying", "resolved", "dismissed"],
  verifying: ["investigating", "resolved"],
  resolved: ["reopened"],
  dismissed: ["reopened"],
};

/** Whether an incident may go from one status to another. */
export function mayBecome(from: IncidentStatus, to: IncidentStatus): boolean {
  return transitions[from].includes(to);
}

/** A settled incident needs nothing more. */
export function isSettled(status: IncidentStatus): boolean {
  return status === "resolved" || status === "dismissed";
}

const severityRank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** The worse of two severities. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return severityRank[a] >= severityRank[b] ? a : b;
}

/** When an incident without a repair is looked at again: soon while it is young, ever more rarely as it ages, since new evidence comes early. */
export function reconsiderAt(openedAt: Date, now: Date, limits: { readonly reconsiderMs: number; readonly reconsiderMaxMs: number }): Date {
  const pauseMs = Math.min(limits.reconsiderMaxMs, Math.max(limits.reconsiderMs, (now.getTime() - openedAt.getTime()) / 10));
  return new Date(now.getTime() + pauseMs);
}
