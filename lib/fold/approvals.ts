import type { Approval, ApprovalsStreamEvent } from "../contracts/approval";
import type { Autonomy, Pulse } from "../contracts/stats";

/** What the approvals stream adds up to. `ready` turns true with the first snapshot. */
export interface ApprovalsView {
  readonly ready: boolean;
  readonly approvals: Readonly<Record<string, Approval>>;
  readonly autonomy: Autonomy | null;
  readonly pulse: Pulse | null;
}

export const emptyApprovalsView: ApprovalsView = { ready: false, approvals: {}, autonomy: null, pulse: null };

/** The greater version is the truth; on a tie what we hold stays. */
function newer(held: Approval | undefined, offered: Approval): Approval {
  return held !== undefined && held.version >= offered.version ? held : offered;
}

/** The later figure is the truth; a change of origin replaces the figure whatever its age. */
function later<T extends { origin: string; asOf: string }>(held: T | null, offered: T): T {
  return held !== null && held.origin === offered.origin && Date.parse(held.asOf) > Date.parse(offered.asOf) ? held : offered;
}

/** Takes one approval into the view; an older version never overwrites a newer one. */
export function takeApproval(view: ApprovalsView, approval: Approval): ApprovalsView {
  const held = view.approvals[approval.id];
  const kept = newer(held, approval);
  return kept === held ? view : { ...view, approvals: { ...view.approvals, [approval.id]: kept } };
}

/** Folds one event of the stream into the view: a snapshot decides which approvals exist, versions decide which state of each is true. */
export function applyApprovalsEvent(view: ApprovalsView, event: ApprovalsStreamEvent): ApprovalsView {
  switch (event.type) {
    case "approvals.snapshot":
      return {
        ready: true,
        approvals: Object.fromEntries(event.approvals.map((approval) => [approval.id, newer(view.approvals[approval.id], approval)])),
        autonomy: later(view.autonomy, event.autonomy),
        pulse: later(view.pulse, event.pulse),
      };
    case "stats.autonomy":
      return { ...view, autonomy: later(view.autonomy, event.autonomy) };
    case "stats.pulse":
      return { ...view, pulse: later(view.pulse, event.pulse) };
    default:
      return "approval" in event ? takeApproval(view, event.approval) : view;
  }
}

/** Approvals in the order they asked, oldest first, so that a new one never pushes the one being read. */
export function inAskingOrder(approvals: readonly Approval[]): Approval[] {
  return [...approvals].sort((a, b) => Date.parse(a.requestedAt) - Date.parse(b.requestedAt) || (a.id < b.id ? -1 : 1));
}
