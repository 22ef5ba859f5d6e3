import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdOrder } from "./order";

const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"));

describe("holdOrder", () => {
  test("held rows keep their places, newcomers wait and are counted", () => {
    expect(holdOrder(["b", "a"], ["c", "a", "b"], true)).toEqual({ shown: ["b", "a"], waiting: 1 });
  });

  test("an empty list lets the first in even while held", () => {
    expect(holdOrder([], ["a"], true)).toEqual({ shown: ["a"], waiting: 0 });
    expect(holdOrder(["gone"], ["a"], true)).toEqual({ shown: ["a"], waiting: 0 });
  });

  test("never draws what is gone, never loses what is there", () => {
    fc.assert(
      fc.property(ids, ids, fc.boolean(), (shown, next, held) => {
        const order = holdOrder(shown, next, held);
        expect(order.shown.every((id) => (next as string[]).includes(id))).toBe(true);
        expect(order.shown.length + order.waiting).toBe(next.length);
      }),
    );
  });
});
