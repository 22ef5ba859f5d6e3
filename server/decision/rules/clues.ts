import type { Statement } from "@/lib/contracts/common";
import type { ClusterNotice, Revision, TemplatePart } from "../../evidence/port";
import type { Clue } from "./hypothesis";
import type { Reading } from "./deviation";
import type { MetricName } from "./metrics";
import type { EntityObservation, ReportedChange, Scene } from "./scene";
import type { Suspicion } from "./suspicion";

/** What a cause rule gets: one entity, how suspect it is, and the whole scene. */
export interface CauseContext {
  readonly observation: EntityObservation;
  readonly suspicion: Suspicion;
  readonly scene: Scene;
}

/** What a cause rule says: its clues for and against, and the revision to go back to, if one is to blame. Null when its premise is not there. */
export type CauseRule = (context: CauseContext) => { readonly clues: readonly (Clue | null)[]; readonly goodRevision?: Revision | null } | null;

/** The query step and the rate window blur when a metric moved; a change this much later than the metric may still be the cause. */
export const blurMs = 45_000;

/** Three significant digits, as excerpts and findings carry numbers. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** The reading of a metric, or null when there is none. */
export function readingOf(observation: EntityObservation, name: MetricName): Reading | null {
  return observation.metrics[name]?.reading ?? null;
}

/** Whether a metric is out of the usual now. */
export function isOut(observation: EntityObservation, name: MetricName): boolean {
  return readingOf(observation, name)?.deviates === true;
}

/** A clue that cites a metric; null when the metric was not read. */
export function metricClue(observation: EntityObservation, name: MetricName, weight: number, finding: (reading: Reading) => Statement): Clue | null {
  const metric = observation.metrics[name];
  const reading = metric?.reading ?? null;
  if (metric === undefined || reading === null) return null;
  const excerpt = `${reading.compared ? `${round(reading.before)} → ` : ""}${round(reading.now)}${reading.since === null ? "" : ` since ${reading.since.toISOString()}`}`;
  return { weight, system: "prometheus", query: metric.query, excerpt, url: metric.url, finding: finding(reading), entity: observation.ref };
}

/** A metric clue for each side: one weight when it is out of the usual, another when it was read and is not. */
export function eitherWay(observation: EntityObservation, name: MetricName, out: { weight: number; finding: (reading: Reading) => Statement }, usual: { weight: number; finding: (reading: Reading) => Statement } | null): Clue | null {
  const reading = readingOf(observation, name);
  if (reading === null) return null;
  if (reading.deviates) return metricClue(observation, name, out.weight, out.finding);
  return usual === null ? null : metricClue(observation, name, usual.weight, usual.finding);
}

/** A clue that cites what the cluster says of the workload. */
export function stateClue(observation: EntityObservation, weight: number, finding: Statement, excerpt: string): Clue {
  const { kind, namespace, name } = observation.ref;
  const what = kind === "node" ? `node ${name}` : `${observation.state?.kind ?? "workload"} ${namespace}/${name}`;
  return { weight, system: "kubernetes", query: what, excerpt: excerpt.slice(0, 2000), url: null, finding, entity: observation.ref };
}

/** A clue that cites the cluster's own warnings; their text is an excerpt, only reason and count are judged. */
export function noticeClue(observation: EntityObservation, weight: number, notices: readonly ClusterNotice[], code: string): Clue | null {
  const [latest] = notices;
  if (latest === undefined) return null;
  const count = notices.reduce((sum, notice) => sum + notice.count, 0);
  return {
    weight,
    system: "kubernetes",
    query: `events ${observation.ref.namespace} type=Warning reason=${latest.reason}`,
    excerpt: `${latest.reason} ${latest.object.kind}/${latest.object.name}: ${latest.note} (${count}x, last ${latest.lastAt.toISOString()})`.slice(0, 2000),
    url: null,
    finding: { code, params: { count, reasonName: latest.reason } },
    entity: observation.ref,
  };
}

/** Warnings of these reasons that were said since shortly before the onset, newest first. */
export function noticesOf({ observation, scene }: CauseContext, reasons: readonly string[]): ClusterNotice[] {
  return (observation.notices ?? []).filter((notice) => reasons.includes(notice.reason) && notice.lastAt.getTime() >= scene.onset.getTime() - 5 * blurMs);
}

export const errorsUp = (reading: Reading): Statement => ({ code: "error_ratio_up", params: { before: round(reading.before), now: round(reading.now) } });
export const errorsNormal = (reading: Reading): Statement => ({ code: "error_ratio_normal", params: { now: round(reading.now) } });
export const latencyUp = (reading: Reading): Statement => ({ code: "latency_up", params: { beforeSeconds: round(reading.before), nowSeconds: round(reading.now) } });
export const loadUp = (reading: Reading): Statement => ({ code: "request_rate_up", params: { before: round(reading.before), now: round(reading.now) } });
export const loadNormal = (reading: Reading): Statement => ({ code: "request_rate_normal", params: { now: round(reading.now) } });

/** Whether the trouble has lasted longer than a rate looks back, so that a usual rate says something. */
export function outlastsRates({ scene }: CauseContext, troubled: Reading | null): boolean {
  const since = troubled?.since ?? scene.onset;
  return scene.now.getTime() - since.getTime() >= 1000 * (scene.rateWindowSeconds + scene.stepSeconds);
}

/** Pods that count: those being deleted no longer speak for the workload. */
export function livingPods(observation: EntityObservation) {
  return (observation.state?.pods ?? []).filter((pod) => !pod.terminating);
}

/** All pods ready, or not all, with one weight for each; null when the cluster said nothing. */
export function podsClue(observation: EntityObservation, weights: { ready: number; notReady: number }): Clue | null {
  const { state } = observation;
  if (state === null) return null;
  const all = state.ready >= state.desired;
  return stateClue(observation, all ? weights.ready : weights.notReady, { code: all ? "pods_ready" : "pods_not_ready", params: { ready: state.ready, desired: state.desired } }, `${state.ready}/${state.desired} ready`);
}

/** When the entity's own trouble began, as far as its metrics tell; else when the alerts did. */
export function troubleSince({ suspicion, scene }: CauseContext): Date {
  return suspicion.movedAt !== null && suspicion.movedAt < scene.onset ? suspicion.movedAt : scene.onset;
}

/** A revision that took over near the onset. `late` is one that came after the trouble had begun. */
export interface RecentRevision {
  readonly current: Revision;
  readonly previous: Revision;
  readonly changed: readonly TemplatePart[];
  readonly leadMs: number;
  readonly late: boolean;
}

/** The running revision, when it took over near the onset and there is one before it. A mere restart is none. */
export function recentRevision(context: CauseContext): RecentRevision | null {
  const { observation, scene } = context;
  const { state } = observation;
  if (state === null) return null;
  const leadMs = troubleSince(context).getTime() - state.templateSince.getTime();
  const near = leadMs <= scene.suspicionMs && state.templateSince.getTime() - blurMs <= scene.onset.getTime();
  const current = state.revisions.find((revision) => revision.revision === state.currentRevision);
  const [previous] = state.revisions.filter((revision) => revision.revision < state.currentRevision);
  if (!near || current === undefined || previous === undefined) return null;
  const changed = current.changed.length > 0 ? current.changed : current.images.join() === previous.images.join() ? [] : (["image"] as const);
  return changed.length === 0 ? null : { current, previous, changed, leadMs, late: leadMs < -blurMs };
}

/** The clue of a recent revision: for when it came before the trouble, strongly against when after. */
export function revisionClue(observation: EntityObservation, recent: RecentRevision, weight: number): Clue {
  const { current, previous, changed, leadMs, late } = recent;
  const images = { revision: current.revision, fromImage: previous.images.join(", "), toImage: current.images.join(", ") };
  const byImage = changed.includes("image");
  const finding: Statement = late
    ? { code: "release_after_onset", params: { ...images, secondsAfter: Math.round(-leadMs / 1000) } }
    : byImage
      ? { code: "release_before_onset", params: { ...images, secondsBefore: Math.max(0, Math.round(leadMs / 1000)) } }
      : { code: "revision_before_onset", params: { revision: current.revision, part: changed[0] ?? "other", secondsBefore: Math.max(0, Math.round(leadMs / 1000)) } };
  return stateClue(observation, late ? -2.5 : weight, finding, `revision ${current.revision} since ${observation.state?.templateSince.toISOString() ?? "?"}: ${changed.join(", ")}; ${images.fromImage} → ${images.toImage}`);
}

/** A clue that nothing of the workload changed lately, or that something did; null when the cluster said nothing. */
export function quietClue(context: CauseContext, weights: { quiet: number; changed: number }): Clue | null {
  const { observation, scene } = context;
  if (observation.state === null) return null;
  const recent = recentRevision(context);
  if (recent !== null && !recent.late) return weights.changed === 0 ? null : revisionClue(observation, recent, weights.changed);
  const sinceSeconds = Math.round((scene.now.getTime() - observation.state.templateSince.getTime()) / 1000);
  return stateClue(observation, weights.quiet, { code: "no_recent_change", params: { sinceSeconds: Math.max(0, sinceSeconds) } }, `revision ${observation.state.currentRevision} since ${observation.state.templateSince.toISOString()}`);
}

/** The newest change of these kinds that a source reported of the entity near the onset; null when there is none. */
export function reportedChange(context: CauseContext, kinds: readonly ReportedChange["kind"][]): ReportedChange | null {
  const { observation, scene } = context;
  const since = troubleSince(context).getTime();
  const near = scene.changes.filter((change) => change.entityKey === observation.key && kinds.includes(change.kind) && since - change.at.getTime() <= scene.suspicionMs && change.at.getTime() <= since + blurMs);
  return [...near].sort((a, b) => b.at.getTime() - a.at.getTime())[0] ?? null;
}

/** A clue that cites what a source reported; its text is an excerpt for humans. */
export function changeClue(context: CauseContext, change: ReportedChange, weight: number): Clue {
  const secondsBefore = Math.max(0, Math.round((troubleSince(context).getTime() - change.at.getTime()) / 1000));
  return {
    weight,
    system: "signals",
    query: `${change.source} ${change.kind}`,
    excerpt: `${change.at.toISOString()} ${change.excerpt}`.slice(0, 2000),
    url: change.url,
    finding: { code: change.kind === "config" ? "config_reported" : "release_reported", params: { secondsBefore } },
    entity: context.observation.ref,
  };
}
