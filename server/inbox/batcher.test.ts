import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batcher, type BatchPlan } from "./batcher";

interface Row {
  readonly lane: string;
  readonly bytes: number;
}
const row = (lane: string, bytes = 1): Row => ({ lane, bytes });
const done = (rows: readonly Row[]) => rows.map((one) => ({ status: "fulfilled" as const, value: one.lane }));

function openGate(): { passed: Promise<void>; open(): void } {
  const gate = { open: () => undefined };
  const passed = new Promise<void>((resolve) => Object.assign(gate, { open: resolve }));
  return { passed, open: () => gate.open() };
}

/** A batcher that writes down its batches. */
function recording(run: BatchPlan<Row, string>["run"], limits: { maxRows?: number; maxBytes?: number } = {}) {
  const batches: Row[][] = [];
  const batcher = new Batcher<Row, string>({
    maxRows: 100,
    maxBytes: 1_000,
    ...limits,
    laneOf: ({ lane }) => lane,
    bytesOf: ({ bytes }) => bytes,
    run: (rows) => {
      batches.push([...rows]);
      return run(rows);
    },
  });
  return { batcher, batches };
}

describe("Batcher", () => {
  test("makes one batch of all that arrived while the last one ran", async () => {
    const gate = openGate();
    const { batcher, batches } = recording((rows) => gate.passed.then(() => done(rows)));
    const first = batcher.push(row("a"));
    await new Promise((resolve) => setImmediate(resolve));
    const later = [batcher.push(row("a")), batcher.push(row("b")), batcher.push(row("a"))];
    gate.open();
    await Promise.all([first, ...later]);
    expect(batches.map((batch) => batch.length)).toEqual([1, 3]);
  });

  test("gives each lane the same share of a batch, whatever one of them floods", async () => {
    const { batcher, batches } = recording((rows) => Promise.resolve(done(rows)), { maxRows: 6 });
    const flood = Array.from({ length: 40 }, () => batcher.push(row("flood")));
    await Promise.all([...flood, batcher.push(row("calm")), batcher.push(row("calm"))]);
    expect(batches[0]?.filter(({ lane }) => lane === "calm")).toHaveLength(2);
    expect(batches.flat()).toHaveLength(42);
  });

  test("keeps every batch within its bounds, each row once and in the order of its lane, and a row above them alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ lane: fc.constantFrom("a", "b", "c"), bytes: fc.integer({ min: 0, max: 15 }) }), { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), async (rows, maxRows) => {
        const { batcher, batches } = recording((some) => Promise.resolve(done(some)), { maxRows, maxBytes: 10 });
        await Promise.all(rows.map((one) => batcher.push(one)));
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(maxRows);
          if (batch.length > 1) expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(10);
        }
        const of = (lane: string, some: readonly Row[]) => some.filter((one) => one.lane === lane);
        for (const lane of ["a", "b", "c"]) expect(of(lane, batches.flat())).toEqual(of(lane, rows));
      }),
    );
  });

  test("gives each row its own outcome", async () => {
    const { batcher } = recording((rows) => Promise.resolve(rows.map(({ lane }) => (lane === "bad" ? { status: "rejected" as const, reason: new Error("bad") } : { status: "fulfilled" as const, value: lane }))));
    const outcomes = await Promise.allSettled([batcher.push(row("good")), batcher.push(row("bad")), batcher.push(row("fine"))]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  test("fails what waits together with a batch that failed as a whole, and tries again what comes later", async () => {
    const gate = openGate();
    let isAway = true;
    const { batcher, batches } = recording(async (rows) => {
      await gate.passed;
      if (isAway) throw new Error("away");
      return done(rows);
    });
    const first = batcher.push(row("a"));
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = batcher.push(row("b"));
    gate.open();
    expect((await Promise.allSettled([first, waiting])).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(batches).toHaveLength(1);
    isAway = false;
    expect(await batcher.push(row("c"))).toBe("c");
  });
});
