import { describe, expect, test } from "vitest";
import { findingState } from "@/lib/contracts/finding";
import { transitionOf } from "./rules";

const before = new Date("2026-11-22T09:00:00Z");
const at = new Date("2026-11-22T10:00:00Z");
const known = (state: (typeof findingState.options)[number]) => ({ state, lastSeenAt: before });

describe("transitionOf", () => {
  test.each([
    [null, "open", "opened"],
    [null, "suppressed", "suppressed"],
    [null, "absent", "ignored"],
    ["open", "open", "repeated"],
    ["open", "suppressed", "suppressed"],
    ["open", "absent", "closed"],
    ["suppressed", "open", "reopened"],
    ["suppressed", "suppressed", "repeated"],
    ["suppressed", "absent", "closed"],
    ["absent", "open", "reopened"],
    ["absent", "suppressed", "suppressed"],
    ["absent", "absent", "repeated"],
  ] as const)("%s, then %s: %s", (state, seen, transition) => {
    expect(transitionOf(state === null ? null : known(state), seen, at)).toBe(transition);
  });

  test("an older scan says nothing after a newer one", () => {
    for (const state of findingState.options) for (const seen of findingState.options) expect(transitionOf(known(state), seen, new Date(before.getTime() - 1))).toBe("ignored");
  });
});
