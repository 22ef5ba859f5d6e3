import { create } from "zustand";

interface Preferences {
  /** Single-key shortcuts; a person who speaks to the machine can switch them off. */
  shortcuts: boolean;
  /** Two quiet notes when a decision rises; off until somebody wants it. */
  sound: boolean;
}

interface PreferencesStore extends Preferences {
  setShortcuts: (shortcuts: boolean) => void;
  setSound: (sound: boolean) => void;
  /** Reads what this browser remembers; until then the defaults hold, so that server and browser draw the same. */
  recall: () => void;
}

const place = "awoooi.preferences";

function remembered(): Partial<Preferences> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    const { shortcuts, sound } = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
    return { ...(typeof shortcuts === "boolean" ? { shortcuts } : {}), ...(typeof sound === "boolean" ? { sound } : {}) };
  } catch {
    return {};
  }
}

/** Choices of this browser that the server need not know. */
export const usePreferences = create<PreferencesStore>()((set, get) => {
  function choose(choice: Partial<Preferences>): void {
    set(choice);
    const { shortcuts, sound } = get();
    try {
      localStorage.setItem(place, JSON.stringify({ shortcuts, sound }));
    } catch {
      // A browser without storage forgets with the tab; the choice still holds until then.
    }
  }
  return { shortcuts: true, sound: false, setShortcuts: (shortcuts) => choose({ shortcuts }), setSound: (sound) => choose({ sound }), recall: () => set(remembered()) };
});
