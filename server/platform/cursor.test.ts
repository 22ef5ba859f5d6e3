import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor, pageOf } from "./cursor";
import { Rejected } from "./errors";

const instants = fc.date({ min: new Date(0), max: new Date(Date.UTC(2100, 0, 1)), noInvalidDate: true });

describe("decodeCursor", () => {
  test("reads back what encodeCursor made, to the millisecond", () => {
    fc.assert(
      fc.property(instants, fc.string(), (at, id) => {
        expect(decodeCursor(encodeCursor(at, id))).toEqual({ at, id });
      }),
    );
  });

  test("refuses everything else as the caller's fault", () => {
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const bad of ["", "x", "%%%", made(null), made([]), made({ at: 1 }), made(["yesterday", "id"]), made([new Date(8.64e15).toISOString(), "id"]), made(["2026-01-01", "a\u0000"]), made([1, 2])]) expect(() => decodeCursor(bad)).toThrow(Rejected);
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          return typeof decodeCursor(text).id === "string";
        } catch (error) {
          return error instanceof Rejected && error.code === "bad_request";
        }
      }),
    );
  });
});

describe("pageOf", () => {
  test("pages through any list without a gap, a repeat or an empty last page", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 7 }), (total, limit) => {
        const all = Array.from({ length: total }, (_, index) => index);
        const seen: number[] = [];
        let from = 0;
        for (;;) {
          const { items, nextCursor } = pageOf(all.slice(from, from + limit + 1), limit, (row) => row, String);
          if (total > 0) expect(items.length).toBeGreaterThan(0);
          seen.push(...items);
          if (nextCursor === null) break;
          from = Number(nextCursor) + 1;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});
