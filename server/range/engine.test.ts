import { describe, expect, test } from "vitest";
import { Engine } from "./engine";
import { Evaluator } from "./prom/evaluate";
import { parseQuery } from "./prom/parse";
import { TestBench } from "./testing";

const options = {
  seed: 7,
  autoplay: false,
  historyMs: 120_000,
  prometheusUrl: "http://p",
  alertmanagerUrl: "http://a",
  deliver: () => Promise.resolve({ outcome: "accepted" as const }),
  report: () => undefined,
};

describe("Engine", () => {
  test("stays quiet for ten minutes when nothing is wrong", async () => {
    const bench = new TestBench();
    await bench.pass(600);
    expect(bench.received).toEqual([]);
    expect(bench.engine.alerts.active.map((alert) => alert.rule)).toEqual(["Watchdog"]);
  }, 30_000);

  test("lets the watchdog speak every quarter of a minute, also while all is well", async () => {
    const bench = new TestBench();
    await bench.pass(100);
    expect(bench.watchdogs.length).toBeGreaterThanOrEqual(5);
    const gaps = bench.watchdogs.slice(1).map((at, index) => at - (bench.watchdogs[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20_000);
  }, 30_000);

  test("plays the same seed twice to the same values and another seed to others", async () => {
    const play = async (seed: number) => {
      const bench = new TestBench({ seed });
      bench.engine.director.start("bad-release");
      await bench.pass(30);
      return JSON.stringify(bench.engine.collect());
    };
    const first = await play(11);
    expect(await play(11)).toBe(first);
    expect(await play(12)).not.toBe(first);
  }, 30_000);

  test.each([0, 1, 2, 3, 4])("bad-release fires within 20 s and resolves within 25 s of the rollback (%i s after a scrape)", async (offset) => {
    const bench = new TestBench();
    await bench.pass(20 + offset);
    bench.engine.director.start("bad-release");
    const fired = await bench.secondsUntil(() => bench.received.some((body) => body.groupKey.includes("HighErrorRate")), 40);
    expect(fired).toBeLessThanOrEqual(20);
    await bench.pass(20);
    expect(bench.firing()).toEqual(["HighErrorRate checkout", "HighErrorRate gateway", "HighLatencyP95 checkout"]);
    bench.setVersion("checkout", "1.8.1");
    const resolved = await bench.secondsUntil(() => bench.firing().length === 0, 60);
    expect(resolved).toBeLessThanOrEqual(25);
    await bench.pass(8);
    const last = new Map(bench.received.map((body) => [body.groupKey, body.status]));
    expect([...last.values()]).toEqual(["resolved", "resolved"]);
  }, 30_000);

  test("bad-release is not cured by a restart", async () => {
    const bench = new TestBench();
    bench.engine.director.start("bad-release");
    await bench.pass(30);
    bench.restart("checkout");
    await bench.pass(45);
    expect(bench.firing()).toContain("HighErrorRate checkout");
    expect(bench.engine.director.isRunning("bad-release")).toBe(true);
  }, 30_000);

  test.each([0, 1, 2, 3, 4])("saturated-worker fires within 20 s, a restart cures it and drains the backlog (%i s after a scrape)", async (offset) => {
    const bench = new TestBench();
    await bench.pass(20 + offset);
    bench.engine.director.start("saturated-worker");
    const fired = await bench.secondsUntil(() => bench.received.length > 0, 40);
    expect(fired).toBeLessThanOrEqual(20);
    await bench.pass(120);
    expect(bench.engine.queueDepth).toBeGreaterThan(1_000);
    bench.restart("worker");
    const drained = await bench.secondsUntil(() => bench.engine.queueDepth === 0, 60);
    expect(drained).toBeLessThanOrEqual(20);
    await bench.pass(Math.max(0, 25 - (drained ?? 0)));
    expect(bench.firing()).toEqual([]);
    expect(bench.received.at(-1)?.status).toBe("resolved");
    expect(bench.engine.director.isRunning("saturated-worker")).toBe(false);
  }, 30_000);

  test("a wedged worker with one more pod works at the capacity of that pod", async () => {
    const bench = new TestBench();
    bench.engine.director.start("saturated-worker");
    await bench.pass(30);
    bench.engine.world.store.edit("deployments", bench.deployment("worker"), (draft) => {
      draft.spec.replicas = 3;
    });
    expect(await bench.secondsUntil(() => bench.engine.queueDepth === 0, 30)).toBeLessThanOrEqual(20);
    expect(bench.engine.director.isRunning("saturated-worker")).toBe(true);
  }, 30_000);

  test("has an hour of baseline from the first second", () => {
    const engine = new Engine({ ...options, historyMs: undefined, now: 1_800_000_000_000 });
    const query = (time: number) => new Evaluator(engine.samples).evaluate(parseQuery("sum(rate(http_requests_total[1m]))"), time);
    for (const minutesAgo of [0, 30, 58]) {
      expect(query(1_800_000_000_000 - minutesAgo * 60_000)).toMatchObject({ type: "vector", samples: [{ value: expect.closeTo(315, -2) as number }] });
    }
  }, 30_000);

  test("goes on from a saved state as if it had never stopped", () => {
    const whole = new Engine({ ...options, now: 1_800_000_000_000 });
    whole.director.start("bad-release");
    for (let second = 1; second <= 20; second++) whole.tick(1_800_000_000_000 + second * 1_000);
    const saved = JSON.parse(JSON.stringify(whole.save())) as ReturnType<Engine["save"]>;
    const restored = new Engine({ ...options, now: 1_800_000_020_000 }, saved);
    for (let second = 21; second <= 40; second++) {
      whole.tick(1_800_000_000_000 + second * 1_000);
      restored.tick(1_800_000_000_000 + second * 1_000);
    }
    expect(restored.collect()).toEqual(whole.collect());
    expect(restored.world.store.list("pods")).toEqual(whole.world.store.list("pods"));
    expect(restored.director.isRunning("bad-release")).toBe(true);
  }, 30_000);

  test("a gap in time neither resolves nor repeats a firing alert", async () => {
    const bench = new TestBench();
    bench.engine.director.start("bad-release");
    await bench.pass(40);
    const before = bench.received.length;
    bench.now += 600_000;
    await bench.pass(40);
    expect(bench.received.slice(before).map((body) => body.status)).not.toContain("resolved");
    expect(bench.firing()).toContain("HighErrorRate checkout");
  }, 30_000);

  test("starts both scenarios by itself in a fresh range that is told to", async () => {
    const bench = new TestBench({ autoplay: true });
    await bench.pass(14);
    expect(bench.engine.director.runs).toEqual([]);
    await bench.pass(50);
    expect(bench.engine.director.runs.map((run) => run.scenario)).toEqual(["saturated-worker", "bad-release"]);
  }, 30_000);
});
