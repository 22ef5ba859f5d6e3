import type { Statement } from "@/lib/contracts/common";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { ClusterPort, MetricsPort, WorkloadState } from "../evidence/port";
import { messageOf, Unavailable } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { readDeviation, type Reading } from "./rules/deviation";
import { metricQueries, metricRules, type MetricName } from "./rules/metrics";

/** One metric of one workload: the question, and the answer if there was one. */
export interface MetricObservation {
  readonly query: string;
  readonly url: string | null;
  readonly reading: Reading | null;
}

/** What could not be learned. */
export interface Gap {
  readonly system: "prometheus" | "kubernetes";
  readonly query: string;
  readonly reason: Statement;
}

/** All that was learned of one workload at one time. */
export interface WorkloadObservation {
  readonly key: string;
  readonly ref: EntityRef;
  readonly observedAt: Date;
  readonly state: WorkloadState | null;
  readonly metrics: Readonly<Record<MetricName, MetricObservation>>;
  readonly gaps: readonly Gap[];
}

/** Where evidence comes from; either may be absent in a workspace that has not connected it. */
export interface EvidenceSources {
  readonly metrics: MetricsPort | null;
  readonly cluster: ClusterPort | null;
  /** Length of rate windows: at least four scrape intervals of that Prometheus. */
  readonly rateWindowSeconds: number;
}

/** Asks metrics and cluster about one workload. Never throws: what could not be learned is a gap. */
export async function observeWorkload(sources: EvidenceSources, ref: EntityRef, onset: Date, now: Date): Promise<WorkloadObservation> {
  const gaps: Gap[] = [];
  const queries = metricQueries(ref, sources.rateWindowSeconds);
  // Whole steps back from now, so that the last sample is the present one.
  const stepMs = tunables.evidenceStepSeconds * 1000;
  const windowMs = Math.min(now.getTime() - onset.getTime() + tunables.evidenceWindowMs, 2 * tunables.evidenceWindowMs);
  const start = new Date(now.getTime() - Math.ceil(windowMs / stepMs) * stepMs);
  const ask = async (name: MetricName): Promise<MetricObservation> => {
    const query = queries[name];
    if (sources.metrics === null) return { query, url: null, reading: null };
    const url = sources.metrics.link({ query, start, end: now });
    try {
      const [series] = await sources.metrics.queryRange({ query, start, end: now, stepSeconds: tunables.evidenceStepSeconds });
      return { query, url, reading: readDeviation(series?.samples ?? [], onset, now, metricRules[name]) };
    } catch (error) {
      gaps.push({ system: "prometheus", query, reason: { code: error instanceof Unavailable ? "unreachable" : "query_failed", params: { message: messageOf(error) } } });
      return { query, url, reading: null };
    }
  };
  const readState = async (): Promise<WorkloadState | null> => {
    if (sources.cluster === null) return null;
    try {
      return await sources.cluster.readWorkload({ namespace: ref.namespace, name: ref.name });
    } catch (error) {
      gaps.push({ system: "kubernetes", query: `deployment ${ref.namespace}/${ref.name}`, reason: { code: "unreachable", params: { message: messageOf(error) } } });
      return null;
    }
  };
  const [state, errorRatio, latencySeconds, backlog, throughput] = await Promise.all([readState(), ask("errorRatio"), ask("latencySeconds"), ask("backlog"), ask("throughput")]);
  const metrics = { errorRatio, latencySeconds, backlog, throughput };
  if (gaps.length === 0 && sources.metrics !== null && Object.values(metrics).every((metric) => metric.reading === null)) {
    gaps.push({ system: "prometheus", query: errorRatio.query, reason: { code: "no_data", params: {} } });
  }
  return { key: entityKey(ref), ref, observedAt: now, state, metrics, gaps };
}

/** Whether any metric of the workload is out of the usual. */
export function isDeviating(observation: WorkloadObservation): boolean {
  return Object.values(observation.metrics).some((metric) => metric.reading?.deviates === true);
}
