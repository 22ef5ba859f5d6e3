import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEscalation, transitionOf, type AlertState } from "./rules";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const firing = (from: number, seen = from): AlertState => ({ status: "firing", startsAt: at(from), endsAt: null, lastSeenAt: at(seen) });
const resolved = (from: number, to: number): AlertState => ({ status: "resolved", startsAt: at(from), endsAt: at(to), lastSeenAt: at(to) });
const says = (state: "firing" | "resolved", from: number, to: number | null = null) => ({ state, startsAt: at(from), endsAt: to === null ? null : at(to) });

describe("transitionOf", () => {
  test.each([
    ["an unknown alert that fires", null, says("firing", 1), "fired"],
    ["an unknown alert that is over already", null, says("resolved", 1, 2), "recorded"],
    ["a repeat", firing(1), says("firing", 1), "touched"],
    ["a twin that counts the start a little later", firing(1), says("firing", 2), "advanced"],
    ["a twin that counts the start a little earlier", firing(2), says("firing", 1), "touched"],
    ["a repeat that does not say when it began", firing(1), { state: "firing", startsAt: new Date(0), endsAt: null }, "touched"],
    ["a firing of unknown start after the end", resolved(1, 5), { state: "firing", startsAt: new Date(0), endsAt: null }, "refired"],
    ["the end of what fires", firing(1), says("resolved", 1, 5), "resolved"],
    ["an end that does not say when", firing(1), { state: "resolved", startsAt: new Date(0), endsAt: new Date(0) }, "resolved"],
    ["the late end of an earlier episode", firing(10), says("resolved", 1, 5), "stale"],
    ["the lapse of the only report", firing(1, 6), { ...says("resolved", 1, 5), isLapse: true }, "resolved"],
    ["the lapse of one report while others go on", firing(1, 16), { ...says("resolved", 1, 5), isLapse: true }, "stale"],
    ["an end that is told late, after repeats", firing(1, 16), says("resolved", 1, 5), "resolved"],
    ["a new episode", resolved(1, 5), says("firing", 6), "refired"],
    ["a late firing of the episode that is over", resolved(1, 5), says("firing", 1), "stale"],
    ["a second word of the end", resolved(1, 5), says("resolved", 1, 5), "touched"],
  ] as const)("calls %s by its name", (_what, current, parsed, transition) => {
    expect(transitionOf(current, parsed, at(8), 10 * 60_000)).toBe(transition);
  });

  test("believes a firing with an old start once no retry can be that late", () => {
    expect(transitionOf(resolved(1, 5), says("firing", 1), at(15), 10 * 60_000)).toBe("stale");
    expect(transitionOf(resolved(1, 5), says("firing", 1), at(16), 10 * 60_000)).toBe("refired");
  });

  test("makes one change of an episode's end whatever repeats surround it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("firing", "resolved"), { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (repeats, length) => {
        let current: AlertState | null = null;
        let changes = 0;
        for (const state of ["firing", "resolved", ...repeats] as const) {
          const parsed = says(state, 1, state === "resolved" ? 1 + length : null);
          const transition = transitionOf(current, parsed, at(5), 10 * 60_000);
          if (transition === "touched" || transition === "stale") continue;
          changes += 1;
          current = { status: state, startsAt: parsed.startsAt, endsAt: parsed.endsAt, lastSeenAt: at(5) };
        }
        expect(changes).toBe(2);
        expect(current?.status).toBe("resolved");
      }),
    );
  });
});

describe("isEscalation", () => {
  test.each([
    ["a repeat that is worse", "touched", "warning", "firing", "critical", true],
    ["a later count that is worse", "advanced", "info", "firing", "warning", true],
    ["a repeat that is better", "touched", "critical", "firing", "warning", false],
    ["the same again", "touched", "warning", "firing", "warning", false],
    ["late news", "stale", "warning", "firing", "critical", false],
    ["a second word of the end", "touched", "warning", "resolved", "critical", false],
  ] as const)("judges %s", (_what, transition, was, state, severity, verdict) => {
    expect(isEscalation(transition, { severity: was }, { state, severity })).toBe(verdict);
  });
});
