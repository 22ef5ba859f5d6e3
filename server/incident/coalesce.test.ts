import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Coalescer } from "./coalesce";

const limits = { gapMs: 250, perSecond: 20 };
const idsOf = (telling: ReturnType<Coalescer["take"]>) => (telling.kind === "changes" ? telling.ids : "flood");

describe("Coalescer", () => {
  test("tells the first change at once and what follows fast as one", () => {
    const coalescer = new Coalescer(limits);
    coalescer.note("a");
    expect(idsOf(coalescer.take(0))).toEqual(["a"]);
    expect(coalescer.againInMs(0)).toBeNull();
    for (const at of [10, 20, 249]) {
      coalescer.note("a");
      expect(idsOf(coalescer.take(at))).toEqual([]);
    }
    expect(coalescer.againInMs(249)).toBe(1);
    expect(idsOf(coalescer.take(250))).toEqual(["a"]);
    expect(idsOf(coalescer.take(600))).toEqual([]);
  });

  test("lets one busy incident hold back no other", () => {
    const coalescer = new Coalescer(limits);
    coalescer.note("busy");
    coalescer.take(0);
    coalescer.note("busy");
    coalescer.note("calm");
    expect(idsOf(coalescer.take(100))).toEqual(["calm"]);
  });

  test("says flood, at most once a second, when more changed than a second may tell", () => {
    const coalescer = new Coalescer(limits);
    const storm = () => Array.from({ length: 50 }, (_, i) => coalescer.note(`i${i}`));
    storm();
    expect(idsOf(coalescer.take(0))).toBe("flood");
    expect(coalescer.againInMs(0)).toBeNull();
    storm();
    expect(idsOf(coalescer.take(500))).toEqual([]);
    expect(coalescer.againInMs(500)).toBeGreaterThan(0);
    expect(idsOf(coalescer.take(1_000))).toBe("flood");
  });

  test("whatever happens: nothing noted stays untold, nothing is told too often, and no second tells too much", () => {
    const step = fc.record({ waitMs: fc.integer({ min: 0, max: 400 }), ids: fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 30 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const coalescer = new Coalescer(limits);
        const untold = new Set<string>();
        const told: { at: number; id: string }[] = [];
        const floods: number[] = [];
        let now = 0;
        const take = () => {
          const telling = coalescer.take(now);
          if (telling.kind === "flood") {
            floods.push(now);
            untold.clear();
            return;
          }
          for (const id of telling.ids) {
            expect(untold.delete(id)).toBe(true);
            expect(told.every((earlier) => earlier.id !== id || now - earlier.at >= limits.gapMs)).toBe(true);
            told.push({ at: now, id });
          }
        };
        for (const { waitMs, ids } of steps) {
          now += waitMs;
          for (const id of ids) {
            coalescer.note(id);
            untold.add(id);
          }
          take();
        }
        for (let again = coalescer.againInMs(now); again !== null; again = coalescer.againInMs(now)) {
          now += again;
          take();
        }
        expect([...untold]).toEqual([]);
        floods.forEach((at, i) => expect(at - (floods[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(1_000));
        for (const { at } of told) expect(told.filter((other) => other.at >= at && other.at < at + 1_000).length).toBeLessThanOrEqual(2 * limits.perSecond);
      }),
    );
  });
});
