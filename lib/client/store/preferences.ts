import { create } from "zustand";
import { persist } from "zustand/middleware";

interface PreferencesStore {
  /** Single-key shortcuts; a person who speaks to the machine can switch them off. */
  shortcuts: boolean;
  setShortcuts: (shortcuts: boolean) => void;
  /** Two quiet notes when a decision rises; off until somebody wants it. */
  sound: boolean;
  setSound: (sound: boolean) => void;
}

/** Choices of this browser that the server need not know. */
export const usePreferences = create<PreferencesStore>()(
  persist((set) => ({ shortcuts: true, setShortcuts: (shortcuts) => set({ shortcuts }), sound: false, setSound: (sound) => set({ sound }) }), { name: "awoooi.preferences", version: 1, skipHydration: true }),
);
