import type { Statement } from "@/lib/contracts/common";
import type { Evidence, RootCause } from "@/lib/contracts/decision";
import type { EntityRef } from "@/lib/contracts/entity";
import type { Revision } from "../../evidence/port";
import type { WorkloadObservation } from "../observe";

/** A firing alert, as far as ranking needs it. */
export interface FiringAlert {
  readonly name: string;
  readonly entityKey: string | null;
  readonly startsAt: Date;
}

/** Everything that ranking looks at; no I/O behind it. */
export interface Scene {
  readonly onset: Date;
  readonly now: Date;
  readonly firing: readonly FiringAlert[];
  readonly observations: readonly WorkloadObservation[];
  /** Keys of what the entity needs, directly or through others. */
  readonly dependenciesOf: (key: string) => readonly string[];
  readonly suspicionMs: number;
}

/** A piece of evidence before it has an id, and how much it moves the confidence; negative weight speaks against. */
export interface Clue {
  readonly weight: number;
  readonly system: Evidence["system"];
  readonly query: string;
  readonly excerpt: string;
  readonly url: string | null;
  readonly finding: Statement;
  readonly entity: EntityRef;
}

/** One explanation with all that speaks for and against it. */
export interface Hypothesis {
  readonly cause: RootCause["cause"];
  readonly observation: WorkloadObservation;
  readonly clues: readonly Clue[];
  readonly confidenceRatio: number;
  /** For a bad release: the newest older revision with other images, to go back to. */
  readonly goodRevision: Revision | null;
}

/** Evidence from outside is never proof; a certain machine would teach its commander to stop reading. */
const mostConfident = 0.95;

/** The query step and the rate window blur when a metric moved; a change this much later than the metric may still be the cause. */
const blurMs = 45_000;

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function metricClue(observation: WorkloadObservation, name: keyof WorkloadObservation["metrics"], weight: number, finding: Statement): Clue {
  const { query, url, reading } = observation.metrics[name];
  const excerpt = reading === null ? "no data" : `${round(reading.before)} → ${round(reading.now)}${reading.since === null ? "" : ` since ${reading.since.toISOString()}`}`;
  return { weight, system: "prometheus", query, excerpt, url, finding, entity: observation.ref };
}

function clusterClue(observation: WorkloadObservation, weight: number, finding: Statement, excerpt: string): Clue {
  return { weight, system: "kubernetes", query: `deployment ${observation.ref.namespace}/${observation.ref.name}`, excerpt, url: null, finding, entity: observation.ref };
}

function alertClues(scene: Scene, observation: WorkloadObservation): Clue[] {
  const entityOf = (alert: FiringAlert) => scene.observations.find((other) => other.key === alert.entityKey)?.ref ?? observation.ref;
  const clue = (alert: FiringAlert, weight: number, finding: Statement): Clue => ({ weight, system: "alertmanager", query: alert.name, excerpt: `firing since ${alert.startsAt.toISOString()}`, url: null, finding, entity: entityOf(alert) });
  const own = scene.firing.find((alert) => alert.entityKey === observation.key);
  const above = scene.firing.find((alert) => alert.entityKey !== null && alert.entityKey !== observation.key && scene.dependenciesOf(alert.entityKey).includes(observation.key));
  return [
    ...(own === undefined ? [] : [clue(own, 0.1, { code: "alert_firing", params: { name: own.name, seconds: Math.max(0, Math.round((scene.now.getTime() - own.startsAt.getTime()) / 1000)) } })]),
    ...(above === undefined ? [] : [clue(above, 0.1, { code: "upstream_of_cause", params: { dependsOn: observation.ref.name, name: above.name } })]),
  ];
}

/** Healthy dependencies speak for the workload itself; a failing one speaks for that instead. */
function dependencyClues(scene: Scene, observation: WorkloadObservation): Clue[] {
  const below = scene.observations.filter((other) => scene.dependenciesOf(observation.key).includes(other.key) && other.metrics.errorRatio.reading !== null);
  const failing = below.find((other) => other.metrics.errorRatio.reading?.deviates === true);
  if (failing !== undefined) {
    const reading = failing.metrics.errorRatio.reading;
    return [metricClue(failing, "errorRatio", -0.3, { code: "error_ratio_up", params: { before: round(reading?.before ?? 0), now: round(reading?.now ?? 0) } })];
  }
  const calm = below[0];
  return calm === undefined ? [] : [metricClue(calm, "errorRatio", 0.1, { code: "error_ratio_normal", params: { now: round(calm.metrics.errorRatio.reading?.now ?? 0) } })];
}

function previousRevision(observation: WorkloadObservation): Revision | null {
  const state = observation.state;
  const current = state?.revisions.find((revision) => revision.revision === state.currentRevision);
  return state?.revisions.find((revision) => revision.revision < state.currentRevision && revision.images.join() !== current?.images.join()) ?? null;
}

function badRelease(scene: Scene, observation: WorkloadObservation): Hypothesis | null {
  const { state, metrics } = observation;
  if (state === null) return null;
  const { errorRatio, latencySeconds } = metrics;
  const moved = [errorRatio.reading?.since, latencySeconds.reading?.since].filter((since) => since instanceof Date);
  const onset = moved.length === 0 ? scene.onset : new Date(Math.min(...moved.map((since) => since.getTime())));
  const leadMs = onset.getTime() - state.templateSince.getTime();
  const recent = leadMs <= scene.suspicionMs && state.templateSince.getTime() - blurMs <= scene.onset.getTime();
  const [before] = state.revisions.filter((revision) => revision.revision < state.currentRevision);
  if (!recent || before === undefined) return null;
  const good = previousRevision(observation);
  const newImages = before.images.join() !== state.images.join();
  const change = { revision: state.currentRevision, fromImage: before.images.join(", "), toImage: state.images.join(", ") };
  const late = leadMs < -blurMs;
  const clues: Clue[] = [
    clusterClue(
      observation,
      late ? -0.5 : newImages ? 0.4 : 0.1,
      late
        ? { code: "release_after_onset", params: { ...change, secondsAfter: Math.round(-leadMs / 1000) } }
        : { code: "release_before_onset", params: { ...change, secondsBefore: Math.max(0, Math.round(leadMs / 1000)) } },
      `revision ${state.currentRevision} since ${state.templateSince.toISOString()}: ${before.images.join(", ")} → ${state.images.join(", ")}`,
    ),
  ];
  const errors = errorRatio.reading;
  const latency = latencySeconds.reading;
  if (errors?.deviates) clues.push(metricClue(observation, "errorRatio", 0.3, { code: "error_ratio_up", params: { before: round(errors.before), now: round(errors.now) } }));
  else if (errors) clues.push(metricClue(observation, "errorRatio", latency?.deviates ? -0.1 : -0.4, { code: "error_ratio_normal", params: { now: round(errors.now) } }));
  if (latency?.deviates) clues.push(metricClue(observation, "latencySeconds", errors?.deviates ? 0.1 : 0.25, { code: "latency_up", params: { beforeSeconds: round(latency.before), nowSeconds: round(latency.now) } }));
  return conclude("bad_release", observation, [...clues, ...alertClues(scene, observation), ...dependencyClues(scene, observation)], good);
}

function stuckProcess(scene: Scene, observation: WorkloadObservation): Hypothesis | null {
  const { state, metrics } = observation;
  const backlog = metrics.backlog.reading;
  const throughput = metrics.throughput.reading;
  if (!backlog?.deviates && !throughput?.deviates) return null;
  const clues: Clue[] = [];
  if (backlog) clues.push(metricClue(observation, "backlog", backlog.deviates ? 0.35 : -0.2, { code: "backlog_growing", params: { before: round(backlog.before), now: round(backlog.now) } }));
  if (throughput?.deviates) clues.push(metricClue(observation, "throughput", 0.3, { code: "throughput_stopped", params: { before: round(throughput.before) } }));
  else if (throughput) clues.push(metricClue(observation, "throughput", -0.3, { code: "throughput_normal", params: { now: round(throughput.now) } }));
  if (state !== null) {
    const ready = state.ready >= state.desired && state.desired > 0;
    clues.push(clusterClue(observation, ready ? 0.1 : -0.2, { code: ready ? "pods_ready" : "pods_not_ready", params: { ready: state.ready, desired: state.desired } }, `${state.ready}/${state.desired} ready`));
    const quietMs = scene.onset.getTime() - state.templateSince.getTime();
    const quiet = quietMs > scene.suspicionMs;
    if (quiet) clues.push(clusterClue(observation, 0.1, { code: "no_recent_change", params: { sinceSeconds: Math.round(quietMs / 1000) } }, `revision ${state.currentRevision} since ${state.templateSince.toISOString()}`));
  }
  return conclude("stuck_process", observation, [...clues, ...alertClues(scene, observation), ...dependencyClues(scene, observation)], null);
}

function conclude(cause: RootCause["cause"], observation: WorkloadObservation, clues: readonly Clue[], goodRevision: Revision | null): Hypothesis {
  const sum = clues.reduce((total, clue) => total + clue.weight, 0);
  return { cause, observation, clues, confidenceRatio: Math.round(Math.min(mostConfident, Math.max(0, sum)) * 100) / 100, goodRevision };
}

/** All explanations that have anything for them, the most likely first; equal ones in the order of their names, so that a scene always gives the same ranking. */
export function rankHypotheses(scene: Scene): Hypothesis[] {
  return scene.observations
    .flatMap((observation) => [badRelease(scene, observation), stuckProcess(scene, observation)])
    .filter((hypothesis) => hypothesis !== null)
    .sort((a, b) => b.confidenceRatio - a.confidenceRatio || a.observation.key.localeCompare(b.observation.key) || a.cause.localeCompare(b.cause));
}
