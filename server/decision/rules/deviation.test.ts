import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { now, onset, series, stepSeconds } from "@/tests/support/scene";
import { readDeviation, splitAtOnset, type Sample } from "./deviation";
import type { MetricRule } from "./metrics";

const up: MetricRule = { direction: "up", floor: 0.02, relativeFloor: 0.5, role: "felt", combine: "max" };
const down: MetricRule = { direction: "down", floor: 0.05, relativeFloor: 0.8, role: "inner", combine: "sum" };
const read = (samples: readonly Sample[], rule: MetricRule) => readDeviation(splitAtOnset(samples, onset, now, stepSeconds), rule);

describe("readDeviation", () => {
  test("sees a step up, with its size and its first sample", () => {
    expect(read(series((at) => (at < -30 ? 0.01 : 0.4)), up)).toMatchObject({ before: 0.01, now: 0.4, deviates: true, compared: true, since: new Date(onset.getTime() - 30_000) });
  });

  test("sees a stop, when only less is bad", () => {
    expect(read(series((at) => (at < 0 ? 5 : 0)), down)).toMatchObject({ before: 5, now: 0, deviates: true, since: onset });
    expect(read(series((at) => (at < 0 ? 5 : 50)), down)?.deviates).toBe(false);
  });

  test.each([
    ["a change below the floor", (at: number) => (at < 0 ? 0.001 : 0.015)],
    ["a change the other way", (at: number) => (at < 0 ? 0.5 : 0)],
    ["a peak that is over", (at: number) => (at > 0 && at < 60 ? 0.9 : 0.01)],
    ["the usual noise", (at: number) => ((at / stepSeconds) % 2 === 0 ? 0.05 : 0.25)],
  ])("does not call %s a deviation", (_what, valueAt) => {
    expect(read(series(valueAt), up)).toMatchObject({ deviates: false, since: null });
  });

  test("remembers the worst of a peak that is over", () => {
    expect(read(series((at) => (at > 0 && at < 60 ? 0.9 : 0.01)), up)?.worst).toBeGreaterThan(1);
  });

  test("is not fooled by one outlier in the past", () => {
    expect(read(series((at) => (at === -900 ? 50 : at < 0 ? 0.01 : 0.4)), up)).toMatchObject({ before: 0.01, deviates: true });
  });

  test("says nothing without a baseline or without anything recent", () => {
    const all = series(() => 1);
    expect(read([], up)).toBeNull();
    expect(read(all.filter(([at]) => at > onset.getTime() / 1000 - 100), up)).toBeNull();
    expect(read(all.filter(([at]) => at < now.getTime() / 1000 - 60), up)).toBeNull();
  });

  test("knows trouble by its level alone when nothing is known of before, and not where it is usual", () => {
    const level = { ...up, level: 0.9 };
    const recent = series(() => 0.95).filter(([at]) => at >= onset.getTime() / 1000);
    expect(read(recent, level)).toMatchObject({ deviates: true, compared: false, now: 0.95 });
    expect(read(recent.map(([at]): Sample => [at, 0.5]), level)).toMatchObject({ deviates: false, compared: false });
    expect(read(series(() => 0.95), level)).toMatchObject({ deviates: false, compared: true });
  });

  test("takes a counter that is only born with the trouble for zero before", () => {
    const born = series(() => 3).filter(([at]) => at >= onset.getTime() / 1000 - 30);
    expect(read(born, { ...up, whenAbsent: 0 })).toMatchObject({ before: 0, now: 3, deviates: true, compared: true });
  });

  test("sees a steady growth per hour, and none in a step or in noise", () => {
    expect(read(series((at) => 100 + (at + 1800) / 36), up)?.trendPerHour).toBeCloseTo(100, 0);
    expect(read(series((at) => (at < -900 ? 100 : 200)), up)?.trendPerHour).toBeNull();
    expect(read(series((at) => 100 + ((at * 7919) % 13)), up)?.trendPerHour).toBeNull();
  });

  test("never calls a steady metric a deviation, whatever its value and direction", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constantFrom(up, down), (value, rule) => read(series(() => value), rule)?.deviates === false));
  });

  test("dates every deviation to a sample that is there", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 129, maxLength: 129 }), (values) => {
        const samples = series(() => 0).map(([at], index): Sample => [at, values[index] ?? 0]);
        const reading = read(samples, up);
        return reading === null || (reading.deviates === (reading.since !== null) && (reading.since === null || samples.some(([at]) => at * 1000 === reading.since?.getTime())));
      }),
    );
  });
});
