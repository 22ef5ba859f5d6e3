import type { Labels } from "../prom/labels";
import type { Pod } from "../world/objects";
import { isRunning, serviceOf } from "../world/pod-state";
import { clusterName, findService } from "../world/shop";
import type { World } from "../world/world";
import { latencyBounds, type PodMeter } from "./pod-meter";
import type { TrafficState } from "./traffic";

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

/** Every metric of the range. */
export const families = {
  up: { type: "gauge", help: "1 when the target answered its last scrape." },
  http_requests_total: { type: "counter", help: "Requests answered, by status code." },
  http_request_duration_seconds: { type: "histogram", help: "Time to answer a request." },
  queue_depth: { type: "gauge", help: "Messages waiting in the queue." },
  queue_processed_total: { type: "counter", help: "Messages taken off the queue and done." },
  container_cpu_usage_seconds_total: { type: "counter", help: "CPU time used by the container." },
  container_memory_working_set_bytes: { type: "gauge", help: "Working set of the container." },
  kube_deployment_spec_replicas: { type: "gauge", help: "Pods the Deployment wants." },
  kube_deployment_status_replicas_available: { type: "gauge", help: "Pods of the Deployment that are available." },
  kube_pod_container_status_restarts_total: { type: "counter", help: "Restarts of the container within its pod." },
} as const satisfies Record<string, Family>;

/** Every current value of every metric: what a scrape of the whole cluster would return. */
export function collectSamples(world: World, state: TrafficState): Sample[] {
  const pods = world.store.list("pods").filter(isRunning);
  return [...pods.flatMap((pod) => podSamples(pod, state)), ...deploymentSamples(world)];
}

function podSamples(pod: Pod, state: TrafficState): Sample[] {
  const meter = state.meters[pod.metadata.uid];
  const service = findService(serviceOf(pod));
  if (!meter || !service) return [];
  const place = { cluster: clusterName, namespace: pod.metadata.namespace ?? "", service: service.name, pod: pod.metadata.name };
  const app = { ...place, job: service.name, instance: `${pod.status.podIP ?? ""}:${service.port}` };
  const node = pod.spec.nodeName ?? "";
  const container = { ...place, container: service.name, node, job: "kubelet", instance: node };
  const restarts = pod.status.containerStatuses?.[0]?.restartCount ?? 0;
  return [
    sample("up", app, 1),
    ...(service.role === "http" ? httpSamples(app, meter) : []),
    ...(service.role === "worker"
      ? [sample("queue_depth", { ...app, queue: "orders" }, state.queueDepth), sample("queue_processed_total", { ...app, queue: "orders" }, meter.processed)]
      : []),
    sample("container_cpu_usage_seconds_total", container, meter.cpuSeconds),
    sample("container_memory_working_set_bytes", container, Math.round(meter.memoryBytes)),
    sample(
      "kube_pod_container_status_restarts_total",
      { ...place, container: service.name, uid: pod.metadata.uid, job: "kube-state-metrics", instance: "kube-state-metrics:8080" },
      restarts,
    ),
  ];
}

function httpSamples(app: Labels, meter: PodMeter): Sample[] {
  const requests = meter.succeeded + meter.failed;
  return [
    sample("http_requests_total", { ...app, code: "200" }, meter.succeeded),
    sample("http_requests_total", { ...app, code: "500" }, meter.failed),
    ...latencyBounds.map((bound, index) =>
      sample("http_request_duration_seconds_bucket", { ...app, le: String(bound) }, Math.floor(meter.buckets[index] ?? 0)),
    ),
    sample("http_request_duration_seconds_bucket", { ...app, le: "+Inf" }, requests),
    sample("http_request_duration_seconds_sum", app, meter.latencySum),
    sample("http_request_duration_seconds_count", app, requests),
  ];
}

function deploymentSamples(world: World): Sample[] {
  return world.store.list("deployments").flatMap((deployment) => {
    const labels = {
      cluster: clusterName,
      namespace: deployment.metadata.namespace ?? "",
      deployment: deployment.metadata.name,
      service: deployment.metadata.labels?.["app"] ?? deployment.metadata.name,
      job: "kube-state-metrics",
      instance: "kube-state-metrics:8080",
    };
    return [
      sample("kube_deployment_spec_replicas", labels, deployment.spec.replicas),
      sample("kube_deployment_status_replicas_available", labels, deployment.status.availableReplicas ?? 0),
    ];
  });
}

function sample(name: keyof typeof families | `${keyof typeof families}_${"bucket" | "sum" | "count"}`, labels: Labels, value: number): Sample {
  return { labels: { __name__: name, ...labels }, value };
}
