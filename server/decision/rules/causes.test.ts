import { describe, expect, test } from "vitest";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { WorkloadState } from "../../evidence/port";
import type { WorkloadObservation } from "../observe";
import { rankHypotheses, type Scene } from "./causes";
import type { Reading } from "./deviation";
import type { MetricName } from "./metrics";

const onset = new Date(Date.UTC(2026, 0, 1, 12, 0));
const now = new Date(onset.getTime() + 120_000);
const before = (seconds: number) => new Date(onset.getTime() - seconds * 1000);
const threshold = 0.6;

const ref = (name: string): EntityRef => ({ cluster: "prod", kind: "workload", namespace: "shop", name });
const moved = (from: number, to: number, since = before(10)): Reading => ({ before: from, now: to, deviates: true, since });
const calm = (value: number): Reading => ({ before: value, now: value, deviates: false, since: null });

function stateOf(name: string, input: { releasedSecondsAgo: number; images?: string; previous?: string | null; ready?: number }): WorkloadState {
  const { releasedSecondsAgo, images = `${name}:2`, previous = `${name}:1`, ready = 2 } = input;
  const templateSince = before(releasedSecondsAgo);
  const revision = (n: number, image: string, createdAt: Date) => ({ revision: n, createdAt, images: [image], changeCause: null, replicas: 2 });
  const revisions = [revision(5, images, templateSince), ...(previous === null ? [] : [revision(4, previous, before(90_000))])];
  return { entity: ref(name), uid: name, generation: 5, observedGeneration: 5, currentRevision: 5, desired: 2, updated: 2, ready, available: ready, total: 2, images: [images], stateful: false, revisions, templateSince, restartCount: 0, observedAt: now };
}

function observe(name: string, readings: Partial<Record<MetricName, Reading>>, state: WorkloadState | null): WorkloadObservation {
  const metric = (metricName: MetricName) => ({ query: `${metricName} of ${name}`, url: null, reading: readings[metricName] ?? null });
  return { key: entityKey(ref(name)), ref: ref(name), observedAt: now, state, metrics: { errorRatio: metric("errorRatio"), latencySeconds: metric("latencySeconds"), backlog: metric("backlog"), throughput: metric("throughput") }, gaps: [] };
}

function rank(observations: WorkloadObservation[], input: { firing?: string[]; needs?: Record<string, string[]> } = {}) {
  const { firing = [observations[0]?.ref.name ?? ""], needs = {} } = input;
  const scene: Scene = {
    onset,
    now,
    firing: firing.map((name) => ({ name: `${name}Alert`, entityKey: entityKey(ref(name)), startsAt: onset })),
    observations,
    dependenciesOf: (key) => (needs[key.split("/").at(-1) ?? ""] ?? []).map((name) => entityKey(ref(name))),
    suspicionMs: 30 * 60_000,
  };
  return rankHypotheses(scene);
}

const errorsUp = { errorRatio: moved(0.001, 0.4), latencySeconds: calm(0.1) };

describe("rankHypotheses", () => {
  test("blames a release whose errors rose right after it, and knows what to go back to", () => {
    const [top] = rank([observe("checkout", errorsUp, stateOf("checkout", { releasedSecondsAgo: 120 }))]);
    expect(top).toMatchObject({ cause: "bad_release", goodRevision: { revision: 4, images: ["checkout:1"] } });
    expect(top?.confidenceRatio).toBeGreaterThanOrEqual(threshold);
    expect(top?.clues.map((clue) => clue.finding.code)).toContain("release_before_onset");
  });

  test("blames it for latency too, a little less surely", () => {
    const state = stateOf("checkout", { releasedSecondsAgo: 120 });
    const [errors] = rank([observe("checkout", errorsUp, state)]);
    const [latency] = rank([observe("checkout", { errorRatio: calm(0.001), latencySeconds: moved(0.1, 2) }, state)]);
    expect(latency?.cause).toBe("bad_release");
    expect(latency?.confidenceRatio).toBeLessThan(errors?.confidenceRatio ?? 0);
  });

  test("blames a process that is ready and does nothing while its queue grows", () => {
    const [top] = rank([observe("worker", { backlog: moved(3, 900), throughput: moved(8, 0) }, stateOf("worker", { releasedSecondsAgo: 90_000 }))]);
    expect(top).toMatchObject({ cause: "stuck_process", goodRevision: null });
    expect(top?.confidenceRatio).toBeGreaterThanOrEqual(threshold);
  });

  test("is not sure of a stuck process that still works", () => {
    const [top] = rank([observe("worker", { backlog: moved(3, 900), throughput: calm(8) }, stateOf("worker", { releasedSecondsAgo: 90_000 }))]);
    expect(top?.confidenceRatio).toBeLessThan(threshold);
  });

  test("finds nothing on a healthy workload without a recent release", () => {
    expect(rank([observe("checkout", { errorRatio: calm(0.001), latencySeconds: calm(0.1), backlog: calm(2), throughput: calm(8) }, stateOf("checkout", { releasedSecondsAgo: 90_000 }))])).toEqual([]);
  });

  test("is not sure of a release on a healthy workload", () => {
    const [top] = rank([observe("checkout", { errorRatio: calm(0.001), latencySeconds: calm(0.1) }, stateOf("checkout", { releasedSecondsAgo: 120 }))]);
    expect(top?.confidenceRatio ?? 0).toBeLessThan(threshold);
  });

  test("counts a release after the metric moved against itself", () => {
    const tooEarly = { errorRatio: moved(0.001, 0.4, before(600)), latencySeconds: calm(0.1) };
    const [top] = rank([observe("checkout", tooEarly, stateOf("checkout", { releasedSecondsAgo: 30 }))]);
    expect(top?.clues.find((clue) => clue.finding.code === "release_after_onset")?.weight).toBeLessThan(0);
    expect(top?.confidenceRatio).toBeLessThan(threshold);
  });

  test.each([
    ["long before", { releasedSecondsAgo: 3_600 }],
    ["well after the first alert", { releasedSecondsAgo: -90 }],
    ["that has no revision before it", { releasedSecondsAgo: 120, previous: null }],
  ])("does not suspect a release %s", (_when, input) => {
    expect(rank([observe("checkout", errorsUp, stateOf("checkout", input))]).filter((hypothesis) => hypothesis.cause === "bad_release")).toEqual([]);
  });

  test("has nothing to go back to when only the configuration changed", () => {
    const [top] = rank([observe("checkout", errorsUp, stateOf("checkout", { releasedSecondsAgo: 120, images: "checkout:2", previous: "checkout:2" }))]);
    expect(top?.goodRevision).toBeNull();
    expect(top?.clues[0]?.weight).toBeLessThan(0.4);
  });

  test("blames the dependency that was released, not the one above that suffers", () => {
    const observations = [observe("gateway", errorsUp, stateOf("gateway", { releasedSecondsAgo: 600 })), observe("payment", errorsUp, stateOf("payment", { releasedSecondsAgo: 120 }))];
    const [top, second] = rank(observations, { firing: ["gateway", "payment"], needs: { gateway: ["payment"] } });
    expect(top?.observation.ref.name).toBe("payment");
    expect(second?.observation.ref.name).toBe("gateway");
    expect(second?.clues.some((clue) => clue.weight < 0 && clue.entity.name === "payment")).toBe(true);
  });

  test("has no cause without evidence: an unreadable cluster and silent metrics say nothing", () => {
    expect(rank([observe("checkout", {}, null)])).toEqual([]);
  });

  test("keeps every confidence between 0 and 1, cites evidence for each, and ranks the same scene the same way", () => {
    const observations = [
      observe("b", { ...errorsUp, backlog: moved(1, 99), throughput: moved(9, 0) }, stateOf("b", { releasedSecondsAgo: 60 })),
      observe("a", { ...errorsUp, backlog: moved(1, 99), throughput: moved(9, 0) }, stateOf("a", { releasedSecondsAgo: 60 })),
    ];
    const ranked = rank(observations, { firing: ["a", "b"] });
    expect(ranked).toHaveLength(4);
    for (const hypothesis of ranked) {
      expect(hypothesis.confidenceRatio).toBeGreaterThanOrEqual(0);
      expect(hypothesis.confidenceRatio).toBeLessThanOrEqual(1);
      expect(hypothesis.clues.length).toBeGreaterThan(0);
    }
    const names = (list: typeof ranked) => list.map((hypothesis) => `${hypothesis.cause} ${hypothesis.observation.ref.name}`);
    expect(names(rank([...observations].reverse(), { firing: ["b", "a"] }))).toEqual(names(ranked));
  });
});
