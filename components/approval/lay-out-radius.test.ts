import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BlastRadius } from "@/lib/contracts/decision";
import { layOutRadius, type DrawnEntity } from "./lay-out-radius";

const reached = (name: string, hops: number): BlastRadius["entities"][number] => ({ entity: { cluster: "prod", kind: "workload", namespace: "shop", name }, hops });
const overlap = (a: DrawnEntity, b: DrawnEntity) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("layOutRadius", () => {
  test("runs from the target to the right, the way a failure travels", () => {
    const { entities, lines } = layOutRadius({ entities: [reached("payment", 0), reached("checkout", 1), reached("gateway", 2)], edges: [{ from: 0, to: 1 }, { from: 1, to: 2 }] });
    const [first, second, third] = entities.map(({ x }) => x);
    expect([first, second, third]).toEqual([first, second, third].toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(lines).toHaveLength(2);
  });

  test("draws every one of at most 40, inside the picture and beside the others, whatever the edges", () => {
    const places = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(fc.record({ from: places, to: places }), { maxLength: 80 }), (count, edges) => {
        const picture = layOutRadius({ entities: Array.from({ length: count }, (_, place) => reached(`w-${place}`, Math.min(4, Math.floor(place / 3)))), edges });
        expect(picture.entities).toHaveLength(Math.min(40, count));
        expect(picture.leftOut).toBe(Math.max(0, count - 40));
        for (const [place, box] of picture.entities.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(picture.width + 0.5);
          expect(box.y + box.height).toBeLessThanOrEqual(picture.height + 0.5);
          for (const other of picture.entities.slice(place + 1)) expect(overlap(box, other)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("keeps the end of a long name", () => {
    expect(layOutRadius({ entities: [reached("production-eu-west-1-checkout-worker", 0)] }).entities[0]?.name).toMatch(/^….*checkout-worker$/);
  });
});
