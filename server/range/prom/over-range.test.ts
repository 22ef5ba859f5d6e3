import { describe, expect, test } from "vitest";
import { overRange } from "./over-range";
import type { FunctionName } from "./signatures";

/** Values ten seconds apart from second 0, seen through a window in seconds. */
function over(name: FunctionName, values: number[], [start, end]: [number, number], param = 0): number | undefined {
  const slice = { labels: {}, times: values.map((_, index) => index * 10_000), values };
  return overRange(name, slice, { startMs: start * 1_000, endMs: end * 1_000, timeMs: end * 1_000, param });
}

describe("overRange", () => {
  test("stretches an increase to both edges when they are near", () => {
    expect(over("increase", [100, 110, 120, 130], [-5, 35])).toBeCloseTo(40);
    expect(over("rate", [100, 110, 120, 130], [-5, 35])).toBeCloseTo(1);
  });

  test("stretches by half an interval only where the series begins or ends inside the window", () => {
    expect(over("increase", [100, 110, 120], [-60, 80])).toBeCloseTo(20 * (30 / 20));
  });

  test("never stretches a counter below zero", () => {
    expect(over("increase", [2, 12, 22], [-9, 20])).toBeCloseTo(20 * (22 / 20));
    expect(over("delta", [2, 12, 22], [-9, 20])).toBeCloseTo(20 * (29 / 20));
  });

  test("adds up what a counter had before each reset", () => {
    expect(over("increase", [10, 20, 5, 15], [0, 30])).toBeCloseTo(25);
    expect(over("delta", [10, 20, 5, 15], [0, 30])).toBeCloseTo(5);
    expect(over("resets", [10, 20, 5, 15], [0, 30])).toBe(1);
  });

  test("passes over NaN for the least and the greatest, unless there is nothing else", () => {
    expect(["min_over_time", "max_over_time"].map((name) => over(name as FunctionName, [Number.NaN, 3, 1, Number.NaN], [0, 30]))).toEqual([1, 3]);
    expect(over("max_over_time", [Number.NaN], [0, 30])).toBeNaN();
  });

  test("needs two samples for a rate", () => {
    expect(over("rate", [5], [-10, 10])).toBeUndefined();
    expect(over("irate", [5], [-10, 10])).toBeUndefined();
  });

  test("takes the last two samples for irate, a reset included", () => {
    expect(over("irate", [0, 10, 40], [0, 20])).toBe(3);
    expect(over("irate", [0, 40, 10], [0, 20])).toBe(1);
    expect(over("idelta", [0, 40, 10], [0, 20])).toBe(-30);
  });

  test("reduces the samples of a window", () => {
    const values = [4, 8, 8, 0];
    const reduce = (name: FunctionName, param = 0) => over(name, values, [-1, 30], param);
    expect(reduce("sum_over_time")).toBe(20);
    expect(reduce("avg_over_time")).toBe(5);
    expect(reduce("min_over_time")).toBe(0);
    expect(reduce("max_over_time")).toBe(8);
    expect(reduce("count_over_time")).toBe(4);
    expect(reduce("last_over_time")).toBe(0);
    expect(reduce("changes")).toBe(2);
    expect(reduce("stddev_over_time")).toBeCloseTo(Math.sqrt(11));
    expect(reduce("quantile_over_time", 0.5)).toBe(6);
  });
});
