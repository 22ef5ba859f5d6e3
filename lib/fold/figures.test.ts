import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Incident } from "../contracts/incident";
import { missingForIndex, shownPercent } from "./autonomy";
import { depthMarks, depthOf } from "./depth";

describe("shownPercent", () => {
  test("reads 100 only when nothing was lost", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), (denominator, lost) => {
        const numerator = Math.max(0, denominator - lost);
        const shown = shownPercent({ percent: (100 * numerator) / denominator, numerator, denominator });
        expect(shown === 100).toBe(numerator === denominator);
      }),
    );
  });

  test("cuts instead of rounding, and leaves one decimal as it is", () => {
    expect(shownPercent({ percent: 96.49, numerator: 1, denominator: 2 })).toBe(96.4);
    expect(shownPercent({ percent: 96.4, numerator: 1, denominator: 2 })).toBe(96.4);
    expect(shownPercent({ percent: 100, numerator: 9_999, denominator: 10_000 })).toBe(99.9);
  });

  test("has no number below the minimum", () => {
    expect(shownPercent({ percent: null, numerator: 3, denominator: 4 })).toBeNull();
    expect(missingForIndex({ denominator: 12, minimum: 20 })).toBe(8);
  });
});

describe("depthMarks", () => {
  const settled = (id: string, hoursAgo: number): Incident => ({ id, settledAt: new Date(1e12 - hoursAgo * 3_600_000).toISOString(), settledBy: "automation", seeded: false }) as Incident;

  test("older lies deeper, seven days and more lie at the bottom", () => {
    const [young, old, ancient] = depthMarks([settled("a", 1), settled("b", 30), settled("c", 900)], 1e12);
    expect(young?.depth).toBeLessThan(old?.depth ?? 0);
    expect(ancient?.depth).toBe(1);
    expect(depthOf(-5)).toBe(0);
  });

  test("a mark keeps its place sideways while it sinks", () => {
    expect(depthMarks([settled("a", 1)], 1e12)[0]?.x).toBe(depthMarks([settled("a", 1)], 1e12 + 3_600_000)[0]?.x);
  });

  test("open incidents leave no mark", () => {
    expect(depthMarks([{ id: "x", settledAt: null, settledBy: null } as Incident], 1e12)).toEqual([]);
  });
});
