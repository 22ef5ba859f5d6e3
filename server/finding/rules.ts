import type { FindingState } from "@/lib/contracts/finding";

/** What a scan does to a finding: one that is new or changes its state makes an event, one that repeats what is known does not. */
export type FindingTransition = "opened" | "suppressed" | "closed" | "reopened" | "repeated" | "ignored";

/**
 * Modes: unknown, open, suppressed, absent; only a scan moves a finding, and the last one counts. `ignored` is what says that something
 * is gone that nobody ever saw, and what an older scan says after a newer one.
 */
export function transitionOf(known: { readonly state: FindingState; readonly lastSeenAt: Date } | null, seen: FindingState, seenAt: Date): FindingTransition {
  if (known === null) return seen === "absent" ? "ignored" : seen === "open" ? "opened" : "suppressed";
  if (seenAt < known.lastSeenAt) return "ignored";
  if (known.state === seen) return "repeated";
  switch (seen) {
    case "open":
      return "reopened";
    case "suppressed":
      return "suppressed";
    case "absent":
      return "closed";
  }
}
