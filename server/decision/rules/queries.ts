import type { MetricName } from "./metrics";

/** Who is asked about: names, never patterns; they come from outside and are escaped here. */
export interface Selection {
  readonly namespaces: readonly string[];
  /** Workloads, and the services in front of them. */
  readonly names: readonly string[];
  /** Node names and their addresses. */
  readonly nodes: readonly string[];
  /** Must span at least four scrapes. */
  readonly windowSeconds: number;
}

/** By which labels the series of an answer belong to an entity. */
export type Scope = "service" | "pod" | "deployment" | "claim" | "node";

/** One question for all entities at once. The first expression that has an answer counts; the others are for stores that name it otherwise. */
export interface Question {
  readonly metric: MetricName;
  readonly scope: Scope;
  readonly expressions: readonly ((selection: Selection) => string)[];
}

/** A PromQL string that matches any of the names, each literally. */
function anyOf(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => name.replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&")).join("|"));
}

/** A regular expression over names with something around it. */
function anyWith(prefix: string, names: readonly string[], suffix: string): string {
  return JSON.stringify(`${prefix}(?:${names.map((name) => name.replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&")).join("|")})${suffix}`);
}

const inServices = (s: Selection) => `namespace=~${anyOf(s.namespaces)},service=~${anyOf(s.names)}`;
const inStores = (s: Selection) => `namespace=~${anyOf(s.namespaces)},service=~${anyWith("", s.names, "(?:-exporter|-metrics|-postgres-exporter)?")}`;
const inPods = (s: Selection) => `namespace=~${anyOf(s.namespaces)},pod=~${anyWith("", s.names, "-.*")}`;
/** Sandboxes and whole pods have no container name. */
const inContainers = (s: Selection) => `${inPods(s)},container!="",container!="POD"`;
const inNodes = (s: Selection) => `node=~${anyOf(s.nodes)}`;
const atNodes = (s: Selection) => `instance=~${anyWith("", s.nodes, "(?::[0-9]+)?")}`;
const rate = (metric: string, matchers: string, s: Selection) => `rate(${metric}{${matchers}}[${s.windowSeconds}s])`;

const byService = "by (namespace, service)";
const byPod = "by (namespace, pod)";
const byContainer = "by (namespace, pod, container)";
/** Restarts and flaps are rare: their window does not shrink with the scrape interval. */
const rareWindow = "[300s]";

/** Share of failed requests of a counter that carries the status in `code`; zero where none failed. */
function failedShare(counter: string, code: string): (s: Selection) => string {
  return (s) => {
    const all = `sum ${byService} (${rate(counter, inServices(s), s)})`;
    return `(sum ${byService} (${rate(counter, `${inServices(s)},${code}=~"5.."`, s)}) or 0 * ${all}) / ${all}`;
  };
}

/** The mean, not a quantile: what requests wait adds up along calls, so that a caller's waiting can be compared with what it waits for. */
const mean = (histogram: string) => (s: Selection) => `sum ${byService} (${rate(`${histogram}_sum`, inServices(s), s)}) / sum ${byService} (${rate(`${histogram}_count`, inServices(s), s)})`;
const requests = (counter: string) => (s: Selection) => `sum ${byService} (${rate(counter, inServices(s), s)})`;
const usage = (s: Selection) => `sum ${byContainer} (${rate("container_cpu_usage_seconds_total", inContainers(s), s)})`;
const workingSet = (s: Selection) => `max ${byContainer} (container_memory_working_set_bytes{${inContainers(s)}})`;
const upOf = (metric: string) => (s: Selection) => `min ${byService} (${metric}{${inStores(s)}})`;

/**
 * Every question, in metrics of widely used exporters: client libraries (also Micrometer and OpenTelemetry by their own names),
 * cAdvisor, kube-state-metrics, kubelet, node exporter, postgres exporter. Each asks for all entities of the selection at once, so a
 * look costs the same number of queries in a large cluster as in a small one.
 */
export const questions: readonly Question[] = [
  { metric: "errorRatio", scope: "service", expressions: [failedShare("http_requests_total", "code"), failedShare("http_server_requests_seconds_count", "status"), failedShare("http_server_request_duration_seconds_count", "http_response_status_code")] },
  { metric: "latencySeconds", scope: "service", expressions: [mean("http_request_duration_seconds"), mean("http_server_requests_seconds"), mean("http_server_request_duration_seconds")] },
  { metric: "requestRate", scope: "service", expressions: [requests("http_requests_total"), requests("http_server_requests_seconds_count"), requests("http_server_request_duration_seconds_count")] },
  // Every consumer of a queue reports the same depth.
  { metric: "backlog", scope: "service", expressions: [(s) => `sum ${byService} (max by (namespace, service, queue) (queue_depth{${inServices(s)}}))`] },
  { metric: "throughput", scope: "service", expressions: [requests("queue_processed_total")] },
  { metric: "memoryBytes", scope: "pod", expressions: [(s) => `sum ${byPod} (container_memory_working_set_bytes{${inContainers(s)}})`] },
  {
    metric: "memoryLimitRatio",
    scope: "pod",
    expressions: [
      (s) => `max ${byPod} (${workingSet(s)} / max ${byContainer} (container_spec_memory_limit_bytes{${inContainers(s)}} > 0))`,
      (s) => `max ${byPod} (${workingSet(s)} / max ${byContainer} (kube_pod_container_resource_limits{${inContainers(s)},resource="memory"} > 0))`,
    ],
  },
  { metric: "cpuCores", scope: "pod", expressions: [(s) => `sum ${byPod} (${usage(s)})`] },
  {
    metric: "cpuLimitRatio",
    scope: "pod",
    expressions: [
      (s) => `max ${byPod} (${usage(s)} / (max ${byContainer} (container_spec_cpu_quota{${inContainers(s)}} > 0) / max ${byContainer} (container_spec_cpu_period{${inContainers(s)}} > 0)))`,
      (s) => `max ${byPod} (${usage(s)} / max ${byContainer} (kube_pod_container_resource_limits{${inContainers(s)},resource="cpu"} > 0))`,
    ],
  },
  {
    metric: "throttledRatio",
    scope: "pod",
    expressions: [
      (s) => `max ${byPod} (${rate("container_cpu_cfs_throttled_seconds_total", inContainers(s), s)})`,
      (s) => `max ${byPod} (${rate("container_cpu_cfs_throttled_periods_total", inContainers(s), s)} / ${rate("container_cpu_cfs_periods_total", inContainers(s), s)})`,
    ],
  },
  { metric: "restarts", scope: "pod", expressions: [(s) => `sum ${byPod} (increase(kube_pod_container_status_restarts_total{${inPods(s)}}${rareWindow}))`] },
  { metric: "oomKills", scope: "pod", expressions: [(s) => `max ${byPod} (kube_pod_container_status_last_terminated_reason{${inPods(s)},reason="OOMKilled"})`] },
  { metric: "readyFlaps", scope: "pod", expressions: [(s) => `max ${byPod} (changes(kube_pod_status_ready{${inPods(s)},condition="true"}${rareWindow}))`] },
  {
    metric: "availableReplicas",
    scope: "deployment",
    expressions: [
      (s) => `max by (namespace, deployment) (kube_deployment_status_replicas_available{namespace=~${anyOf(s.namespaces)},deployment=~${anyOf(s.names)}})`,
      (s) => `max by (namespace, statefulset) (kube_statefulset_status_replicas_ready{namespace=~${anyOf(s.namespaces)},statefulset=~${anyOf(s.names)}})`,
    ],
  },
  { metric: "targetUp", scope: "service", expressions: [(s) => `avg ${byService} (up{${inServices(s)}})`, (s) => `avg ${byPod} (up{${inPods(s)}})`] },
  { metric: "databaseUp", scope: "service", expressions: [upOf("pg_up"), upOf("mysql_up"), upOf("redis_up")] },
  { metric: "connectionsRatio", scope: "service", expressions: [(s) => `sum ${byService} (pg_stat_activity_count{${inStores(s)}}) / max ${byService} (pg_settings_max_connections{${inStores(s)}})`] },
  { metric: "replicationLagSeconds", scope: "service", expressions: [(s) => `max ${byService} (pg_replication_lag_seconds{${inStores(s)}})`, (s) => `max ${byService} (pg_replication_lag{${inStores(s)}})`] },
  { metric: "diskFreeRatio", scope: "claim", expressions: [(s) => `min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace=~${anyOf(s.namespaces)}} / kubelet_volume_stats_capacity_bytes{namespace=~${anyOf(s.namespaces)}})`] },
  { metric: "diskFreeRatio", scope: "node", expressions: [(s) => `min by (instance) (node_filesystem_avail_bytes{${atNodes(s)},mountpoint="/"} / node_filesystem_size_bytes{${atNodes(s)},mountpoint="/"})`] },
  { metric: "nodeReady", scope: "node", expressions: [(s) => `min by (node) (kube_node_status_condition{${inNodes(s)},condition="Ready",status="true"})`] },
  { metric: "nodePressure", scope: "node", expressions: [(s) => `max by (node) (kube_node_status_condition{${inNodes(s)},condition=~"MemoryPressure|DiskPressure|PIDPressure",status="true"})`] },
  { metric: "nodeCpuRatio", scope: "node", expressions: [(s) => `1 - avg by (instance) (${rate("node_cpu_seconds_total", `${atNodes(s)},mode="idle"`, s)})`] },
  { metric: "nodeMemoryFreeRatio", scope: "node", expressions: [(s) => `min by (instance) (node_memory_MemAvailable_bytes{${atNodes(s)}} / node_memory_MemTotal_bytes{${atNodes(s)}})`] },
];
