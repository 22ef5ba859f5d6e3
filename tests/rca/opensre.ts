import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { ClusterNotice, NodeState, PodState, WorkloadState } from "@/server/evidence/port";
import { readDeviation, type Reading, type Sample } from "@/server/decision/rules/deviation";
import { metricRules, type MetricName } from "@/server/decision/rules/metrics";
import type { EntityObservation, MetricObservation, Scene } from "@/server/decision/rules/scene";

/*
 * Format of Tracer-Cloud/opensre's recorded scenarios (Apache-2.0): an alert, and what tools answered, as JSON; a file that a scenario
 * lacks is its base's. `answer.yml` holds the labels and is read by the score alone. Of the alert only names and labels are used.
 */

/** One scenario as the engine gets it, and beside it the labels that only the score reads. */
export interface OpensreCase {
  readonly name: string;
  readonly scene: Scene;
  readonly category: string;
  readonly forbiddenCategories: readonly string[];
  readonly forbiddenKeywords: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");
const date = (value: unknown): Date | null => (text(value) !== "" && !Number.isNaN(Date.parse(text(value))) ? new Date(text(value)) : null);

class Scenario {
  private readonly base: string | null;
  constructor(private readonly folder: string, family: string) {
    const { base } = object(parse(readFileSync(join(folder, "scenario.yml"), "utf8")));
    this.base = text(base) === "" ? null : join(family, text(base));
  }
  json(name: string): Json {
    const file = [this.folder, this.base].flatMap((folder) => (folder === null ? [] : [join(folder, name)])).find(existsSync);
    return file === undefined ? {} : object(JSON.parse(readFileSync(file, "utf8")));
  }
  own(name: string): boolean {
    return existsSync(join(this.folder, name));
  }
  files(): string[] {
    return readdirSync(this.folder);
  }
  get labels(): Json {
    return object(this.json("alert.json").commonLabels);
  }
}

/** Unix seconds of the newest time that any file of the scenario itself tells: when its tools were asked. */
function newestTime(values: readonly (Date | null)[]): Date {
  return new Date(Math.max(0, ...values.map((value) => value?.getTime() ?? 0)));
}

function observation(ref: EntityRef, now: Date, more: Partial<EntityObservation>): EntityObservation {
  return { key: entityKey(ref), ref, observedAt: now, state: null, metrics: {}, gaps: [], ...more };
}

function sceneOf(now: Date, onset: Date, alertName: string, observations: readonly EntityObservation[], needs: Scene["needs"]): Scene {
  const [first] = observations;
  return { now, onset, stepSeconds: 60, rateWindowSeconds: 60, firing: [{ name: alertName, entityKey: first?.key ?? null, startsAt: onset }], observations, needs, neighbours: () => [], changes: [], attempts: [], precedents: [], suspicionMs: 30 * 60_000 };
}

const measured = (query: string, reading: Reading | null): MetricObservation => ({ query, url: null, reading });

/* Kubernetes */

function podState(pod: Json, revisionOf: (name: string) => number): PodState {
  const containers = list(pod.containers);
  const waiting = containers.map((container) => object(container.state)).find((state) => state.waiting === true);
  const ended = containers.flatMap((container) => [object(container.last_state), object(container.state)]).find((state) => state.terminated === true || text(state.exit_code) !== "");
  const unplaced = list(pod.conditions).find((condition) => condition.type === "PodScheduled" && condition.status === "False");
  const name = text(pod.name);
  return {
    name,
    node: text(pod.node_name) || null,
    ready: list(pod.conditions).some((condition) => condition.type === "Ready" && condition.status === "True"),
    terminating: date(pod.deletion_timestamp) !== null,
    restarts: containers.reduce((sum, container) => sum + Number(container.restart_count ?? 0), 0),
    waiting: waiting !== undefined ? text(waiting.reason) || "Waiting" : unplaced === undefined ? null : text(unplaced.reason) || "Unschedulable",
    lastTermination: ended === undefined ? null : { reason: text(ended.reason), exitCode: text(ended.exit_code) === "" ? null : Number(ended.exit_code), at: date(ended.finished_at) },
    revision: revisionOf(name),
  };
}

const replicaSetOf = (pod: string) => pod.replace(/-[^-]+$/, "");

/** The revisions that living pods show: one per ReplicaSet, numbered by their first pod. What changed between them is not on record. */
function kubernetesState(ref: EntityRef, pods: readonly Json[], deployment: Json | undefined, now: Date): WorkloadState {
  const born = new Map<string, Date>();
  for (const pod of pods) {
    const set = replicaSetOf(text(pod.name));
    const at = date(pod.start_time) ?? now;
    if ((born.get(set) ?? now) >= at) born.set(set, at);
  }
  const sets = [...born].sort(([, a], [, b]) => a.getTime() - b.getTime()).map(([set, createdAt], index) => ({ set, createdAt, revision: index + 1 }));
  const states = pods.map((pod) => podState(pod, (name) => sets.find((each) => each.set === replicaSetOf(name))?.revision ?? 0));
  const living = states.filter((state) => !state.terminating);
  const current = sets.at(-1);
  const count = (value: unknown, otherwise: number) => (value === undefined ? otherwise : Number(value));
  return {
    entity: ref, kind: "deployment", uid: ref.name, generation: 1, observedGeneration: 1, currentRevision: current?.revision ?? 0,
    desired: count(deployment?.desired, living.length), updated: living.length, ready: count(deployment?.ready, living.filter((pod) => pod.ready).length), available: count(deployment?.available, living.filter((pod) => pod.ready).length), total: living.length,
    images: [], stateful: false, strategy: "rolling", autoscaler: null,
    revisions: [...sets].reverse().map((set, index, all) => ({ revision: set.revision, createdAt: set.createdAt, images: [], changeCause: null, replicas: 0, changed: index === all.length - 1 ? [] : ["image"] })),
    templateSince: current?.createdAt ?? new Date(0), restartCount: states.reduce((sum, pod) => sum + pod.restarts, 0), pods: states, observedAt: now,
  };
}

function noticesOf(events: readonly Json[]): ClusterNotice[] {
  return events.map((event) => {
    const [kind = "", name = ""] = text(event.involved_object).split("/");
    return { reason: text(event.reason), object: { kind, name }, note: text(event.message).slice(0, 300), count: Number(event.count ?? 1), firstAt: date(event.first_time) ?? new Date(0), lastAt: date(event.last_time) ?? new Date(0) };
  });
}

/** A monitor says whether its metric is over its threshold, and no value; the metric is known by its query. */
function monitored(monitors: readonly Json[]): Partial<Record<MetricName, MetricObservation>> {
  const metricOf = (query: string): MetricName | null => (/\.errors\b|error_rate/.test(query) ? "errorRatio" : /duration|latency/.test(query) ? "latencySeconds" : /restarts/.test(query) ? "restarts" : null);
  return Object.fromEntries(
    monitors.flatMap((monitor) => {
      const query = text(monitor.query);
      const metric = metricOf(query);
      if (metric === null) return [];
      const over = monitor.overall_state === "Alert";
      const threshold = Number(/>=?\s*([\d.]+)/.exec(query)?.[1] ?? 1);
      const reading: Reading = { before: 0, now: over ? threshold : 0, deviates: over, since: null, excess: over ? 2 : 0, worst: over ? 2 : 0, compared: true, trendPerHour: null, recent: [], profile: over ? [[0, threshold]] : [] };
      return [[metric, measured(query, reading)]];
    }),
  );
}

function kubernetesScene(scenario: Scenario): Scene {
  const { labels } = scenario;
  const ref: EntityRef = { cluster: text(labels.cluster_name), kind: "workload", namespace: text(labels.namespace), name: text(labels.workload_name) };
  const pods = list(scenario.json("eks_pods.json").pods);
  const events = list(scenario.json("eks_events.json").warning_events);
  const deployments = list(scenario.json("eks_deployments.json").deployments);
  const logs = list(scenario.json("datadog_logs.json").logs);
  // Logs are read for their times only.
  const now = newestTime([...events.map((event) => date(event.last_time)), ...logs.map((log) => date(log.timestamp)), ...pods.map((pod) => date(pod.start_time))]);
  const onset = new Date(now.getTime() - 5 * 60_000);
  const nodes = list(scenario.json("eks_node_health.json").nodes).map((node): EntityObservation => {
    const condition = (type: string, value: unknown) => ({ type, status: value === "True" ? ("True" as const) : value === "False" ? ("False" as const) : ("Unknown" as const), reason: "", since: onset });
    const state: NodeState = { name: text(node.name), addresses: [text(node.internal_ip)], unschedulable: false, conditions: [condition("Ready", node.ready), condition("MemoryPressure", node.memory_pressure), condition("DiskPressure", node.disk_pressure), condition("PIDPressure", node.pid_pressure)] };
    return observation({ cluster: ref.cluster, kind: "node", namespace: "", name: state.name }, now, { node: state });
  });
  const workload = observation(ref, now, { state: kubernetesState(ref, pods, deployments.find((each) => each.name === ref.name), now), metrics: monitored(list(scenario.json("datadog_monitors.json").monitors)), notices: noticesOf(events) });
  return sceneOf(now, onset, text(labels.alertname), [workload, ...nodes], (key) => (key === workload.key ? nodes.map((node) => node.key) : []));
}

/* Managed databases */

/** Their metric names, ours, and how to get from one to the other; the largest value seen stands for the size of a disk. */
const databaseMetrics: readonly { theirs: string; ours: MetricName; convert: (value: number, all: readonly number[]) => number }[] = [
  { theirs: "CPUUtilization", ours: "cpuLimitRatio", convert: (value) => value / 100 },
  { theirs: "ReplicaLag", ours: "replicationLagSeconds", convert: (value) => value },
  { theirs: "FreeStorageSpace", ours: "diskFreeRatio", convert: (value, all) => value / Math.max(...all, 1) },
];

/** Events of the vendor's feed, by what its documentation says they mean. */
const databaseEvents: readonly [pattern: RegExp, reason: string][] = [
  [/ran out of storage|storage full/i, "StorageFull"],
  [/replication lag (?:has )?exceeded/i, "ReplicationLag"],
  [/max_connections/i, "ConnectionsNearLimit"],
];

function databaseScene(scenario: Scenario): Scene {
  const instance = text(object(scenario.json("alert.json").commonAnnotations).db_instance_identifier);
  const ref: EntityRef = { cluster: "rds", kind: "database", namespace: "", name: instance };
  const results = [
    ...list(scenario.json("aws_cloudwatch_metrics.json").metric_data_results),
    ...scenario.files().filter((file) => file.startsWith("aws_cloudwatch_metrics_") && !file.endsWith("envelope.json")).map((file) => scenario.json(file)),
  ];
  // Series of other instances are left over from the recording's template.
  const own = results.filter((result) => text(list(result.dimensions)[0]?.Value).startsWith(instance));
  const times = own.flatMap((result) => (Array.isArray(result.timestamps) ? result.timestamps.map(date) : []));
  const events = list(scenario.json("aws_rds_events.json").events);
  const now = newestTime([...times, ...events.map((event) => date(event.date))]);
  const onset = new Date(Math.min(...times.map((time) => time?.getTime() ?? Infinity), now.getTime()));
  const metrics = Object.fromEntries(
    databaseMetrics.flatMap(({ theirs, ours, convert }) => {
      const result = own.find((each) => each.metric_name === theirs);
      if (result === undefined || !Array.isArray(result.values) || !Array.isArray(result.timestamps)) return [];
      const values = result.values.map(Number);
      const recent = values.map((value, index): Sample => [(date((result.timestamps as unknown[])[index])?.getTime() ?? 0) / 1000, convert(value, values)]);
      // Nothing is on record of before; the beginning of the series is.
      return [[ours, measured(`CloudWatch ${theirs} ${instance}`, readDeviation({ baseline: [], recent, present: 3 }, metricRules[ours]))]];
    }),
  );
  const notices = events.flatMap((event): ClusterNotice[] => {
    const reason = databaseEvents.find(([pattern]) => pattern.test(text(event.message)))?.[1];
    const at = date(event.date) ?? new Date(0);
    return reason === undefined ? [] : [{ reason, object: { kind: "Database", name: instance }, note: text(event.message).slice(0, 300), count: 1, firstAt: at, lastAt: at }];
  });
  return sceneOf(now, onset, text(scenario.labels.alertname), [observation(ref, now, { metrics, notices, stateful: true })], () => []);
}

/** All scenarios under a folder of families, in the order of their names. */
export function readOpensre(folder: string): OpensreCase[] {
  return readdirSync(folder).sort().flatMap((family) =>
    readdirSync(join(folder, family)).sort().filter((name) => existsSync(join(folder, family, name, "alert.json"))).map((name): OpensreCase => {
      const path = join(folder, family, name);
      const scenario = new Scenario(path, join(folder, family));
      const answer = object(parse(readFileSync(join(path, "answer.yml"), "utf8")));
      const texts = (value: unknown) => (Array.isArray(value) ? value.map(text) : []);
      const isKubernetes = Object.keys(scenario.json("eks_pods.json")).length > 0;
      return { name: `${family}/${name}`, scene: isKubernetes ? kubernetesScene(scenario) : databaseScene(scenario), category: text(answer.root_cause_category), forbiddenCategories: texts(answer.forbidden_categories), forbiddenKeywords: texts(answer.forbidden_keywords) };
    }),
  );
}
