import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autonomyPercent, lossOf, type CountedIncident } from "./rules";

describe("autonomyPercent", () => {
  test("says nothing below the minimum count", () => {
    expect(autonomyPercent(19, 19, 20)).toBeNull();
    expect(autonomyPercent(0, 0, 20)).toBeNull();
    expect(autonomyPercent(20, 20, 20)).toBe(100);
  });

  test("never rounds up: 100 means all", () => {
    expect(autonomyPercent(99_999, 100_000, 20)).toBe(99.9);
    fc.assert(fc.property(fc.integer({ min: 20, max: 1_000_000 }), (all) => (autonomyPercent(all - 1, all, 20) ?? 100) < 100 && autonomyPercent(all, all, 20) === 100));
  });

  test("is the exact share cut to one decimal, for every count", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 20_000 }).chain((all) => fc.tuple(fc.integer({ min: 0, max: all }), fc.constant(all))), ([part, all]) => {
        expect(autonomyPercent(part, all, 20)).toBe(Number((BigInt(part) * 1000n) / BigInt(all)) / 10);
      }),
      { numRuns: 2_000 },
    );
    for (let part = 0; part <= 1000; part += 1) expect(autonomyPercent(part, 1000, 20)).toBe(part / 10);
  });
});

describe("lossOf", () => {
  const alone: CountedIncident = { settledBy: "automation", humanTouched: false, verified: true, reopenedCount: 0, acknowledgedAt: null, reclassifiedAs: null };

  test.each([
    ["nobody touched it and it held", {}, null],
    ["a human approved the repair", { settledBy: "human", humanTouched: true }, "human_approved"],
    ["a human looked at what automation settled", { humanTouched: true }, "human_approved"],
    ["a human settled it", { settledBy: "human", humanTouched: true, verified: false }, "human_resolved"],
    ["it came back", { reopenedCount: 1 }, "reopened"],
    ["it ended by itself", { settledBy: "source", verified: false }, "not_verified"],
    ["nobody proved that it helped", { verified: false }, "not_verified"],
    ["it is not settled", { settledBy: null }, "not_verified"],
    ["somebody had it in sight", { acknowledgedAt: new Date(0) }, "acknowledged"],
    ["a human says it was the machine's work", { reclassifiedAs: "autonomous", reopenedCount: 1 }, null],
    ["a human says it was not", { reclassifiedAs: "assisted" }, "reclassified"],
  ] as const)("when %s", (_what, facts, loss) => {
    expect(lossOf({ ...alone, ...facts })).toBe(loss);
  });
});
