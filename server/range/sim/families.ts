import type { Labels } from "../prom/labels";

/** The kind and meaning of one metric, as the text format announces it. */
export interface Family {
  type: "counter" | "gauge" | "histogram";
  help: string;
}

/** One value of one series at this moment. */
export interface Sample {
  labels: Labels;
  value: number;
}

/** Every metric of the range, under the names that the usual exporters give. */
export const families = {
  up: { type: "gauge", help: "1 when the target answered its last scrape." },
  http_requests_total: { type: "counter", help: "Requests answered, by status code." },
  http_request_duration_seconds: { type: "histogram", help: "Time to answer a request." },
  queue_depth: { type: "gauge", help: "Messages waiting in the queue." },
  queue_processed_total: { type: "counter", help: "Messages taken off the queue and done." },
  branch_online: { type: "gauge", help: "1 when the agent of a branch has reported within the last seconds." },
  pg_up: { type: "gauge", help: "1 when the exporter could connect to PostgreSQL." },
  pg_stat_activity_count: { type: "gauge", help: "Connections to PostgreSQL." },
  pg_settings_max_connections: { type: "gauge", help: "Most connections that PostgreSQL takes." },
  redis_up: { type: "gauge", help: "1 when the exporter could connect to Redis." },
  container_cpu_usage_seconds_total: { type: "counter", help: "CPU time used by the container." },
  container_cpu_cfs_periods_total: { type: "counter", help: "Enforcement periods that have passed." },
  container_cpu_cfs_throttled_periods_total: { type: "counter", help: "Periods in which the container had to wait." },
  container_cpu_cfs_throttled_seconds_total: { type: "counter", help: "Time the container had to wait for CPU." },
  container_memory_working_set_bytes: { type: "gauge", help: "Working set of the container." },
  container_spec_memory_limit_bytes: { type: "gauge", help: "Memory limit of the container." },
  kubelet_volume_stats_available_bytes: { type: "gauge", help: "Free space of a volume." },
  kubelet_volume_stats_capacity_bytes: { type: "gauge", help: "Size of a volume." },
  kube_deployment_spec_replicas: { type: "gauge", help: "Pods the Deployment wants." },
  kube_deployment_status_replicas_available: { type: "gauge", help: "Pods of the Deployment that are available." },
  kube_statefulset_replicas: { type: "gauge", help: "Pods the StatefulSet wants." },
  kube_statefulset_status_replicas: { type: "gauge", help: "Pods of the StatefulSet that exist." },
  kube_statefulset_status_replicas_ready: { type: "gauge", help: "Pods of the StatefulSet that are ready." },
  kube_daemonset_status_desired_number_scheduled: { type: "gauge", help: "Nodes that should run a pod of the DaemonSet." },
  kube_daemonset_status_number_ready: { type: "gauge", help: "Nodes that run a ready pod of the DaemonSet." },
  kube_pod_info: { type: "gauge", help: "Where a pod runs and who made it." },
  kube_pod_status_ready: { type: "gauge", help: "Whether the pod is ready, by condition." },
  kube_pod_container_resource_limits: { type: "gauge", help: "Limit of the container, by resource." },
  kube_pod_container_status_restarts_total: { type: "counter", help: "Restarts of the container within its pod." },
  kube_pod_container_status_last_terminated_reason: { type: "gauge", help: "Why the container ended last." },
  kube_pod_container_status_waiting_reason: { type: "gauge", help: "Why the container waits." },
  kube_node_status_condition: { type: "gauge", help: "Condition of a node, by status." },
  node_cpu_seconds_total: { type: "counter", help: "CPU time of the machine, by mode." },
  node_filesystem_size_bytes: { type: "gauge", help: "Size of a file system." },
  node_filesystem_avail_bytes: { type: "gauge", help: "Free space of a file system." },
  node_memory_MemTotal_bytes: { type: "gauge", help: "Memory of the machine." },
  node_memory_MemAvailable_bytes: { type: "gauge", help: "Memory of the machine that can be had without swapping." },
} as const satisfies Record<string, Family>;

/** Name of a series: of a family, or of a part of a histogram. */
export type SeriesName = keyof typeof families | `${keyof typeof families}_${"bucket" | "sum" | "count"}`;

/** The labels of a named series. */
export function named(name: SeriesName, labels: Labels): Labels {
  return { __name__: name, ...labels };
}
