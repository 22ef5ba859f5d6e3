import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDeviation, type DeviationRule } from "./deviation";

const up: DeviationRule = { direction: "up", floor: 0.02, relativeFloor: 0.5 };
const down: DeviationRule = { direction: "down", floor: 0.05, relativeFloor: 0.8 };
const stepSeconds = 15;
const onset = new Date(Date.UTC(2026, 0, 1, 12, 0));
const now = new Date(onset.getTime() + 120_000);

/** Samples of half an hour before the onset until now, by seconds relative to the onset. */
function series(valueAt: (seconds: number) => number): [number, number][] {
  const base = onset.getTime() / 1000;
  return Array.from({ length: 129 }, (_, index) => -1800 + index * stepSeconds).map((seconds) => [base + seconds, valueAt(seconds)]);
}

describe("readDeviation", () => {
  test("sees a step up, with its size and its first sample", () => {
    const reading = readDeviation(series((at) => (at < -30 ? 0.01 : 0.4)), onset, now, up);
    expect(reading).toEqual({ before: 0.01, now: 0.4, deviates: true, since: new Date(onset.getTime() - 30_000) });
  });

  test("sees a stop, when only less is bad", () => {
    expect(readDeviation(series((at) => (at < 0 ? 5 : 0)), onset, now, down)).toMatchObject({ before: 5, now: 0, deviates: true, since: onset });
    expect(readDeviation(series((at) => (at < 0 ? 5 : 50)), onset, now, down)?.deviates).toBe(false);
  });

  test.each([
    ["a change below the floor", (at: number) => (at < 0 ? 0.001 : 0.015)],
    ["a change the other way", (at: number) => (at < 0 ? 0.5 : 0)],
    ["a peak that is over", (at: number) => (at > 0 && at < 60 ? 0.9 : 0.01)],
    ["the usual noise", (at: number) => ((at / stepSeconds) % 2 === 0 ? 0.05 : 0.25)],
  ])("does not call %s a deviation", (_what, valueAt) => {
    expect(readDeviation(series(valueAt), onset, now, up)).toMatchObject({ deviates: false, since: null });
  });

  test("is not fooled by one outlier in the past", () => {
    expect(readDeviation(series((at) => (at === -900 ? 50 : at < 0 ? 0.01 : 0.4)), onset, now, up)).toMatchObject({ before: 0.01, deviates: true });
  });

  test("says nothing without a baseline or without anything recent", () => {
    const all = series(() => 1);
    expect(readDeviation([], onset, now, up)).toBeNull();
    expect(readDeviation(all.filter(([at]) => at > onset.getTime() / 1000 - 100), onset, now, up)).toBeNull();
    expect(readDeviation(all.filter(([at]) => at < now.getTime() / 1000 - 60), onset, now, up)).toBeNull();
  });

  test("never calls a steady metric a deviation, whatever its value and direction", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constantFrom(up, down), (value, rule) => readDeviation(series(() => value), onset, now, rule)?.deviates === false));
  });

  test("dates every deviation to a sample that is there, not later than now", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 129, maxLength: 129 }), (values) => {
        const samples = series(() => 0).map(([at], index): [number, number] => [at, values[index] ?? 0]);
        const reading = readDeviation(samples, onset, now, up);
        return reading === null || reading.deviates === (reading.since !== null) && (reading.since === null || samples.some(([at]) => at * 1000 === reading.since?.getTime()) || reading.since.getTime() === now.getTime());
      }),
    );
  });
});
