import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confidenceOf } from "./hypothesis";

const weights = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 20 });
const of = (list: readonly number[]) => confidenceOf(list.map((weight) => ({ weight })));

describe("confidenceOf", () => {
  test("is never lowered by evidence for, never raised by evidence against, and never certain", () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 4, noNaN: true }), (list, more) => {
        expect(of([...list, more])).toBeGreaterThanOrEqual(of(list));
        expect(of([...list, -more])).toBeLessThanOrEqual(of(list));
        expect(of(list)).toBeGreaterThanOrEqual(0);
        expect(of(list)).toBeLessThan(1);
      }),
    );
  });

  test("does not depend on the order of evidence", () => {
    fc.assert(fc.property(weights, (list) => Math.abs(of(list) - of([...list].reverse())) <= 0.01));
  });

  test("is below one half without evidence", () => {
    expect(of([])).toBeLessThan(0.5);
  });
});
