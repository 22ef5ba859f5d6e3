import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shippedSettings } from "./defaults";
import type { Trust } from "./facts";
import { hasEarned, missingVerified, wilsonLowerBound } from "./trust";

const settings = shippedSettings.earned_autonomy;
const anyTrust: fc.Arbitrary<Trust> = fc
  .record({ failed: fc.nat(30), verified: fc.nat(80), sinceFailure: fc.option(fc.nat(80)) })
  .map(({ failed, verified, sinceFailure }) => ({ standing: "earned", trials: failed + verified, verified, sinceFailure }));

describe("wilsonLowerBound", () => {
  test("is what the tables say", () => {
    expect(wilsonLowerBound(10, 10)).toBeCloseTo(0.722, 3);
    expect(wilsonLowerBound(8, 10)).toBeCloseTo(0.49, 2);
    expect(wilsonLowerBound(95, 100)).toBeCloseTo(0.888, 3);
    expect(wilsonLowerBound(0, 10)).toBe(0);
  });

  test("never exceeds the share, grows with success and sinks with failure", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (good, bad) => {
        const bound = wilsonLowerBound(good, good + bad);
        expect(bound).toBeGreaterThanOrEqual(0);
        if (good + bad > 0) expect(bound).toBeLessThanOrEqual(good / (good + bad));
        expect(wilsonLowerBound(good + 1, good + bad + 1)).toBeGreaterThanOrEqual(bound);
        expect(wilsonLowerBound(good, good + bad + 1)).toBeLessThanOrEqual(bound);
      }),
    );
  });
});

describe("hasEarned", () => {
  test("needs sixteen verified actions without a failure", () => {
    const clean = (n: number): Trust => ({ standing: "earned", trials: n, verified: n, sinceFailure: null });
    expect([15, 16].map((n) => hasEarned(clean(n), settings))).toEqual([false, true]);
  });

  test("is lost with the next failure, whatever was earned", () => {
    fc.assert(fc.property(anyTrust, (trust) => !hasEarned({ ...trust, trials: trust.trials + 1, sinceFailure: 0 }, settings)));
  });
});

describe("missingVerified", () => {
  test("is exactly how many more it takes", () => {
    fc.assert(
      fc.property(anyTrust, (trust) => {
        const missing = missingVerified(trust, settings);
        const after = (more: number): Trust => ({ ...trust, trials: trust.trials + more, verified: trust.verified + more, sinceFailure: trust.sinceFailure === null ? null : trust.sinceFailure + more });
        expect(hasEarned(after(missing), settings)).toBe(true);
        if (missing > 0) expect(hasEarned(after(missing - 1), settings)).toBe(false);
      }),
    );
  });
});
