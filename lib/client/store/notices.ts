import { create } from "zustand";

/** Something that happened elsewhere on the page and is said once. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "failure" | "plain";
}

interface NoticesStore {
  notices: readonly Notice[];
  add: (text: string, tone: Notice["tone"]) => void;
  remove: (id: number) => void;
}

let last = 0;

/** What is being said at the foot of the page, oldest first; at most three at a time. */
export const useNotices = create<NoticesStore>()((set) => ({
  notices: [],
  add: (text, tone) => set((store) => ({ notices: [...store.notices.filter((notice) => notice.text !== text), { id: ++last, text, tone }].slice(-3) })),
  remove: (id) => set((store) => ({ notices: store.notices.filter((notice) => notice.id !== id) })),
}));

/** Says that something a person asked for did not happen, and why. */
export function sayFailure(text: string): void {
  useNotices.getState().add(text, "failure");
}

/** Says that something was done. */
export function sayDone(text: string): void {
  useNotices.getState().add(text, "plain");
}
