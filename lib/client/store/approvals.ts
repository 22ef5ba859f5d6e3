import { create } from "zustand";
import type { Approval, ApprovalsStreamEvent } from "../../contracts/approval";
import type { ApprovalsView } from "../../fold/approvals";
import { applyApprovalsEvent, emptyApprovalsView, takeApproval } from "../../fold/approvals";
import type { FailureCode } from "../problem";

/** What a person asked for and the server has not confirmed yet. */
export type Intent = "approve" | "deny" | "undo" | "extend";

interface ApprovalsStore {
  view: ApprovalsView;
  intents: Readonly<Record<string, Intent>>;
  refusals: Readonly<Record<string, FailureCode>>;
  dismissed: Readonly<Record<string, true>>;
  apply: (event: ApprovalsStreamEvent) => void;
  take: (approval: Approval) => void;
  intend: (id: string, intent: Intent) => void;
  /** The answer came: the intent is over, with the reason when it was refused. */
  conclude: (id: string, refusal: FailureCode | null) => void;
  clearRefusal: (id: string) => void;
  dismiss: (id: string) => void;
  setPaused: (paused: boolean) => void;
}

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  if (!(id in record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== id));
}

/** Approvals, index and pulse as the stream tells them, and what this person has just done to them. */
export const useApprovals = create<ApprovalsStore>()((set) => ({
  view: emptyApprovalsView,
  intents: {},
  refusals: {},
  dismissed: {},
  apply: (event) => set((store) => ({ view: applyApprovalsEvent(store.view, event) })),
  take: (approval) => set((store) => ({ view: takeApproval(store.view, approval) })),
  intend: (id, intent) => set((store) => ({ intents: { ...store.intents, [id]: intent }, refusals: without(store.refusals, id) })),
  conclude: (id, refusal) =>
    set((store) => ({
      intents: without(store.intents, id),
      refusals: refusal === null ? without(store.refusals, id) : { ...store.refusals, [id]: refusal },
    })),
  clearRefusal: (id) => set((store) => ({ refusals: without(store.refusals, id) })),
  dismiss: (id) => set((store) => ({ dismissed: { ...store.dismissed, [id]: true } })),
  setPaused: (paused) => set((store) => (store.view.pulse === null ? store : { view: { ...store.view, pulse: { ...store.view.pulse, paused } } })),
}));
