import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { readDeviation, type Reading, type Sample } from "@/server/decision/rules/deviation";
import { explainScene, type Explanation } from "@/server/decision/rules/explain";
import { metricRules, type MetricName } from "@/server/decision/rules/metrics";
import type { EntityObservation, Scene } from "@/server/decision/rules/scene";
import type { PodState, Revision, TemplatePart, WorkloadState } from "@/server/evidence/port";

export const stepSeconds = 15;
export const onset = new Date(Date.UTC(2026, 0, 1, 12, 0));
export const now = new Date(onset.getTime() + 120_000);
export const before = (seconds: number) => new Date(onset.getTime() - seconds * 1000);
export const limits = { maxReplicas: 20, silenceMs: 3_600_000 };

export const ref = (name: string): EntityRef => ({ cluster: "prod", kind: "workload", namespace: "shop", name });
export const nodeRef = (name: string): EntityRef => ({ cluster: "prod", kind: "node", namespace: "", name });
export const keyOf = (name: string) => entityKey(name.startsWith("node-") ? nodeRef(name) : ref(name));

/** Samples of half an hour before the onset until two minutes after, by seconds relative to the onset. */
export function series(valueAt: (seconds: number) => number): Sample[] {
  return Array.from({ length: 129 }, (_, index) => -1800 + index * stepSeconds).map((at): Sample => [onset.getTime() / 1000 + at, valueAt(at)]);
}

/** The reading of a series that goes from one value to another at a time relative to the onset. */
export function step(name: MetricName, from: number, to: number, atSeconds = -10): Reading {
  const samples = series((at) => (at < atSeconds ? from : to));
  const reading = readDeviation({ baseline: samples.filter(([at]) => at < onset.getTime() / 1000 - 60), recent: samples.filter(([at]) => at >= onset.getTime() / 1000 - 60), present: 2 }, metricRules[name]);
  if (reading === null) throw new Error("no reading");
  return reading;
}

/** The reading of a metric that does not move. */
export const calm = (name: MetricName, value: number): Reading => step(name, value, value);

export function pod(name: string, facts: Partial<PodState> = {}): PodState {
  return { name, node: "node-a", ready: true, terminating: false, restarts: 0, waiting: null, lastTermination: null, revision: 5, ...facts };
}

export interface StateInput {
  readonly releasedSecondsAgo?: number;
  readonly changed?: readonly TemplatePart[];
  readonly previous?: boolean;
  readonly ready?: number;
  readonly desired?: number;
  readonly stateful?: boolean;
  readonly kind?: WorkloadState["kind"];
  readonly autoscaler?: WorkloadState["autoscaler"];
  readonly images?: readonly string[];
  readonly pods?: readonly PodState[];
}

/** A workload of two replicas, released long ago unless said. */
export function stateOf(name: string, input: StateInput = {}): WorkloadState {
  const { releasedSecondsAgo = 90_000, changed = ["image"], previous = true, desired = 2, ready = desired, stateful = false, kind = "deployment", autoscaler = null, images = [`${name}:2`], pods = [pod(`${name}-a`), pod(`${name}-b`)] } = input;
  const templateSince = before(releasedSecondsAgo);
  const older = changed.includes("image") ? [`${name}:1`] : images;
  const revision = (number: number, of: readonly string[], createdAt: Date, parts: readonly TemplatePart[]): Revision => ({ revision: number, createdAt, images: of, changeCause: null, replicas: 2, changed: parts });
  return {
    entity: ref(name), kind, uid: name, generation: 5, observedGeneration: 5, currentRevision: 5, desired, updated: desired, ready, available: ready, total: desired, images, stateful,
    strategy: "rolling", autoscaler, revisions: [revision(5, images, templateSince, changed), ...(previous ? [revision(4, older, before(180_000), [])] : [])], templateSince, restartCount: 0, pods, observedAt: now,
  };
}

/** What was learned of one entity: readings by metric, and its state if the cluster said one. */
export function observe(name: string, readings: Partial<Record<MetricName, Reading>>, state: WorkloadState | null, more: Partial<EntityObservation> = {}): EntityObservation {
  const metrics = Object.fromEntries(Object.entries(readings).map(([metric, reading]) => [metric, { query: `${metric} of ${name}`, url: null, reading }]));
  const own = name.startsWith("node-") ? nodeRef(name) : ref(name);
  return { key: entityKey(own), ref: own, observedAt: now, state, metrics, gaps: [], ...more };
}

/** A scene of these observations; all of `firing` alert, `needs` says who needs whom by name. */
export function sceneOf(observations: readonly EntityObservation[], input: { firing?: readonly string[]; needs?: Readonly<Record<string, readonly string[]>>; neighbours?: Readonly<Record<string, readonly string[]>> } & Partial<Omit<Scene, "firing" | "needs" | "neighbours" | "observations">> = {}): Scene {
  const { firing = [observations[0]?.ref.name ?? ""], needs = {}, neighbours = {}, ...rest } = input;
  const named = (map: Readonly<Record<string, readonly string[]>>) => (key: string) => {
    const name = key.split("/").at(-1) ?? "";
    return (Object.hasOwn(map, name) ? (map[name] ?? []) : []).map(keyOf);
  };
  return { onset, now, stepSeconds, rateWindowSeconds: 30, firing: firing.map((name) => ({ name: `${name}Alert`, entityKey: keyOf(name), startsAt: onset })), observations, needs: named(needs), neighbours: named(neighbours), changes: [], attempts: [], precedents: [], suspicionMs: 30 * 60_000, ...rest };
}

/** What the engine makes of it. */
export function explain(observations: readonly EntityObservation[], input: Parameters<typeof sceneOf>[1] = {}): Explanation {
  return explainScene(sceneOf(observations, input), limits);
}
