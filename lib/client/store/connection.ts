import { create } from "zustand";
import type { StreamState } from "../stream";

interface ConnectionStore {
  state: StreamState;
  /** When the last byte of the stream arrived, on the server's clock; `null` before the first. */
  contactAtMs: number | null;
  retryNow: () => void;
  setState: (state: StreamState) => void;
  contact: (atMs: number) => void;
  setRetry: (retryNow: () => void) => void;
}

function sameState(a: StreamState, b: StreamState): boolean {
  return a.status === b.status && a.status !== "reconnecting" && a.status !== "offline";
}

/** How this tab hears from the server. */
export const useConnection = create<ConnectionStore>()((set) => ({
  state: { status: "connecting" },
  contactAtMs: null,
  retryNow: () => undefined,
  setState: (state) => set((store) => (sameState(store.state, state) ? store : { state })),
  contact: (contactAtMs) => set((store) => (store.contactAtMs !== null && contactAtMs - store.contactAtMs < 500 ? store : { contactAtMs })),
  setRetry: (retryNow) => set({ retryNow }),
}));

/** True while what is on screen is the present; decisions are only possible then. */
export function useIsLive(): boolean {
  return useConnection((store) => store.state.status === "live");
}
