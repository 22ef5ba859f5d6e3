import type { Statement } from "@/lib/contracts/common";
import type { EntityRef } from "@/lib/contracts/entity";
import type { MetricsPort, Series } from "../evidence/port";
import { messageOf, Unavailable } from "../platform/errors";
import { tunables } from "../platform/tunables";
import type { TopologyGraph } from "../topology/rules";
import type { EvidenceSources } from "./evidence-sources";
import { Attribution, combineSamples } from "./rules/attribution";
import { readDeviation, splitAtOnset, type Sample } from "./rules/deviation";
import { metricRules, type MetricName } from "./rules/metrics";
import { questions, type Question, type Selection } from "./rules/queries";
import type { Gap, MetricObservation } from "./rules/scene";

/** Queries to one metrics store at once: it has other readers, and each query must end within its own time-out. */
const atOnce = 3;
/** Points of one series; a longer look gets wider steps. */
const mostPoints = 240;

/** From when to when, in steps, and what in it is the onset. */
export interface Window {
  readonly start: Date;
  readonly onset: Date;
  readonly now: Date;
  readonly stepSeconds: number;
}

/**
 * Whole steps back from now to half an hour before the onset, so that the last sample is the present one and there is something to
 * compare with; for an old onset to a quarter of its age before, since wide steps need a wide baseline.
 */
export function windowOf(onset: Date, now: Date): Window {
  const ageMs = Math.max(0, now.getTime() - onset.getTime());
  const spanSeconds = (ageMs + Math.max(tunables.evidenceWindowMs, ageMs / 4)) / 1000;
  const base = tunables.evidenceStepSeconds;
  const stepSeconds = base * Math.ceil(spanSeconds / mostPoints / base);
  return { start: new Date(now.getTime() - Math.ceil(spanSeconds / stepSeconds) * stepSeconds * 1000), onset, now, stepSeconds };
}

/** What the metrics said of each entity, by key, and what they did not. */
export interface MetricAnswers {
  readonly byEntity: ReadonlyMap<string, Readonly<Partial<Record<MetricName, MetricObservation>>>>;
  readonly gaps: readonly Gap[];
}

interface Answer {
  readonly query: string;
  readonly series: readonly Series[];
}

/** Runs tasks side by side, a few at a time, in their order; a task must not throw. */
export async function inTurns<T>(tasks: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < tasks.length; index = next++) {
      const task = tasks[index];
      if (task !== undefined) results[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, worker));
  return results;
}

async function askOne(metrics: MetricsPort, question: Question, selection: Selection, window: Window, overAt: number): Promise<Answer | Gap | null> {
  let first: string | null = null;
  for (const expression of question.expressions) {
    const query = expression(selection);
    first ??= query;
    if (performance.now() >= overAt) return { system: "prometheus", query, reason: { code: "out_of_time", params: {} } };
    try {
      const series = await metrics.queryRange({ query, start: window.start, end: window.now, stepSeconds: window.stepSeconds });
      if (series.length > 0) return { query, series };
    } catch (error) {
      const reason: Statement = { code: error instanceof Unavailable ? "unreachable" : "query_failed", params: { message: messageOf(error) } };
      return { system: "prometheus", query, reason, wouldSettle: { code: error instanceof Unavailable ? "reach_prometheus" : "fix_query", params: {} } };
    }
  }
  return first === null ? null : { query: first, series: [] };
}

function isGap(answer: Answer | Gap): answer is Gap {
  return "reason" in answer;
}

/** Asks all questions about all entities, each question once. Never throws: what is not answered by `overAt` (ms of `performance.now`) is a gap, and a store that cannot be reached is one gap, not one for each question. */
export async function askMetrics(sources: EvidenceSources, input: { refs: readonly EntityRef[]; graph: TopologyGraph; addresses: ReadonlyMap<string, readonly string[]>; window: Window; overAt: number }): Promise<MetricAnswers> {
  const { metrics } = sources;
  const byEntity = new Map<string, Partial<Record<MetricName, MetricObservation>>>();
  const gaps: Gap[] = [];
  if (metrics === null) return { byEntity, gaps };
  const { window } = input;
  const attribution = new Attribution(input.refs, input.graph, input.addresses);
  const selection: Selection = { ...attribution.names, windowSeconds: sources.rateWindowSeconds };
  const asked = questions.filter((question) => (question.scope === "node" ? selection.nodes.length > 0 : selection.names.length > 0));
  let lost: Gap | null = null;
  const answers = await inTurns(
    asked.map((question) => async () => {
      if (lost !== null) return null;
      const answer = await askOne(metrics, question, selection, window, input.overAt);
      if (answer !== null && isGap(answer) && answer.reason.code !== "query_failed") lost = answer;
      return answer;
    }),
    atOnce,
  );
  answers.forEach((answer, index) => {
    const question = asked[index];
    if (answer === null || question === undefined) return;
    if (isGap(answer)) {
      if (answer.reason.code === "query_failed" || answer === lost) gaps.push(answer);
      return;
    }
    const url = metrics.link({ query: answer.query, start: window.start, end: window.now });
    const own = new Map<string, Sample[][]>();
    for (const { labels, samples } of answer.series) {
      const key = attribution.ownerOf(labels, question.scope);
      if (key !== null) own.set(key, [...(own.get(key) ?? []), [...samples]]);
    }
    const rule = metricRules[question.metric];
    for (const [key, series] of own) {
      const reading = readDeviation(splitAtOnset(combineSamples(series, rule.combine), window.onset, window.now, window.stepSeconds), rule);
      byEntity.set(key, { ...byEntity.get(key), [question.metric]: { query: answer.query, url, reading } });
    }
  });
  return { byEntity, gaps };
}

/** Requests per second now, by entity key. @throws {Unavailable} when the metrics store does not answer, {Rejected} when it refuses */
export async function askRequestRates(sources: EvidenceSources, refs: readonly EntityRef[], graph: TopologyGraph, now: Date): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number>();
  const question = questions.find((each) => each.metric === "requestRate");
  if (sources.metrics === null || question === undefined || refs.length === 0) return rates;
  const attribution = new Attribution(refs, graph, new Map());
  for (const expression of question.expressions) {
    const series = await sources.metrics.query({ query: expression({ ...attribution.names, windowSeconds: sources.rateWindowSeconds }), at: now });
    for (const { labels, samples } of series) {
      const key = attribution.ownerOf(labels, question.scope);
      const value = samples.at(-1)?.[1];
      if (key !== null && value !== undefined) rates.set(key, (rates.get(key) ?? 0) + value);
    }
    if (series.length > 0) return rates;
  }
  return rates;
}
