import { beforeEach, describe, expect, test } from "vitest";
import { TestBench } from "../testing";
import { changeCauseAnnotation } from "../world/revisions";

let bench: TestBench;

beforeEach(() => {
  bench = new TestBench();
});

describe("Director", () => {
  test("starts a scenario once and refuses it while it runs", () => {
    const { director } = bench.engine;
    expect(director.start("bad-release", 5)).toMatchObject({ outcome: "started", run: { seed: 5 } });
    expect(director.start("bad-release")).toEqual({ outcome: "already_running" });
    expect(director.start("no-such")).toEqual({ outcome: "unknown" });
    expect(director.list().filter((one) => one.running).map((one) => one.name)).toEqual(["bad-release"]);
    expect(director.list().map((one) => one.name)).toEqual([
      "bad-release",
      "memory-leak",
      "saturated-worker",
      "noisy-neighbour",
      "dead-database",
      "flapping-probe",
      "alert-storm",
      "false-alarm",
      "wrong-fix",
    ]);
    expect(director.list().filter((one) => one.healedByHand).map((one) => one.name)).toEqual(["dead-database"]);
  });

  test("bad-release is one more release: next version, revision and cause", async () => {
    bench.engine.director.start("bad-release");
    await bench.pass(10);
    const checkout = bench.deployment("checkout");
    expect(checkout.spec.template.spec?.containers[0]?.image).toBe("registry.range.local/shop/checkout:1.8.2");
    expect(checkout.metadata.annotations).toMatchObject({ [changeCauseAnnotation]: "checkout 1.8.2: new tax calculation", "deployment.kubernetes.io/revision": "4" });
  });

  test("ends a run when the cluster no longer runs what was bad, and can start again with a new version", async () => {
    const { director } = bench.engine;
    director.start("bad-release");
    await bench.pass(10);
    bench.setVersion("checkout", "1.8.1");
    await bench.pass(10);
    expect(director.isRunning("bad-release")).toBe(false);
    expect(director.runs[0]?.endedAt).toBeDefined();
    expect(director.start("bad-release")).toMatchObject({ outcome: "started" });
    expect(bench.deployment("checkout").spec.template.spec?.containers[0]?.image).toContain(":1.8.3");
  });

  test("going back to the bad image is bad again", async () => {
    const { director } = bench.engine;
    director.start("bad-release");
    await bench.pass(10);
    bench.setVersion("checkout", "1.8.1");
    await bench.pass(10);
    bench.setVersion("checkout", "1.8.2");
    await bench.pass(10);
    expect(director.isRunning("bad-release")).toBe(true);
  });

  test("saturated-worker changes nothing in the Deployment", async () => {
    const before = bench.deployment("worker");
    bench.engine.director.start("saturated-worker");
    await bench.pass(20);
    expect(bench.deployment("worker")).toEqual(before);
    expect(bench.engine.queueDepth).toBeGreaterThan(100);
  });

  test("clearing takes the fault away and leaves the cluster as it is", async () => {
    const { director } = bench.engine;
    director.start("saturated-worker");
    await bench.pass(20);
    expect(director.clear("saturated-worker")).toBe(true);
    expect(director.clear("saturated-worker")).toBe(false);
    await bench.pass(5);
    expect(bench.engine.queueDepth).toBe(0);
    expect(director.isRunning("saturated-worker")).toBe(false);
  });
});
