import type { Labels } from "../prom/labels";
import type { Pod } from "../world/objects";
import { isRunning, serviceOf } from "../world/pod-state";
import { clusterName, findService, type ShopService } from "../world/shop";
import type { World } from "../world/world";
import { latencyBounds } from "./pod-meter";
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

/** The label sets of everything one pod is measured by. */
interface PodSeries {
  up: Labels;
  succeeded: Labels;
  failed: Labels;
  buckets: Labels[];
  allRequests: Labels;
  durationSum: Labels;
  durationCount: Labels;
  queueDepth: Labels;
  processed: Labels;
  cpu: Labels;
  memory: Labels;
  restarts: Labels;
}

/** Label sets by stored pod: a pod that changes is another object, so nothing here can be out of date. */
const seriesOfPods = new WeakMap<Pod, PodSeries>();

function podSamples(pod: Pod, state: TrafficState): Sample[] {
  const meter = state.meters[pod.metadata.uid];
  const service = findService(serviceOf(pod));
  if (!meter || !service) return [];
  const series = seriesOfPods.get(pod) ?? nameSeries(pod, service);
  seriesOfPods.set(pod, series);
  const requests = meter.succeeded + meter.failed;
  const value = (labels: Labels, number: number): Sample => ({ labels, value: number });
  const asServer = [
    value(series.succeeded, meter.succeeded),
    value(series.failed, meter.failed),
    ...series.buckets.map((labels, index) => value(labels, Math.floor(meter.buckets[index] ?? 0))),
    value(series.allRequests, requests),
    value(series.durationSum, meter.latencySum),
    value(series.durationCount, requests),
  ];
  const asWorker = [value(series.queueDepth, state.queueDepth), value(series.processed, meter.processed)];
  return [
    value(series.up, 1),
    ...(service.role === "http" ? asServer : []),
    ...(service.role === "worker" ? asWorker : []),
    value(series.cpu, meter.cpuSeconds),
    value(series.memory, Math.round(meter.memoryBytes)),
    value(series.restarts, pod.status.containerStatuses?.[0]?.restartCount ?? 0),
  ];
}

function nameSeries(pod: Pod, service: ShopService): PodSeries {
  const place = { cluster: clusterName, namespace: pod.metadata.namespace ?? "", service: service.name, pod: pod.metadata.name };
  const app = { ...place, job: service.name, instance: `${pod.status.podIP ?? ""}:${service.port}` };
  const node = pod.spec.nodeName ?? "";
  const container = { ...place, container: service.name, node, job: "kubelet", instance: node };
  const kube = { ...place, container: service.name, uid: pod.metadata.uid, job: "kube-state-metrics", instance: "kube-state-metrics:8080" };
  const bucket = (le: string) => named("http_request_duration_seconds_bucket", { ...app, le });
  return {
    up: named("up", app),
    succeeded: named("http_requests_total", { ...app, code: "200" }),
    failed: named("http_requests_total", { ...app, code: "500" }),
    buckets: latencyBounds.map((bound) => bucket(String(bound))),
    allRequests: bucket("+Inf"),
    durationSum: named("http_request_duration_seconds_sum", app),
    durationCount: named("http_request_duration_seconds_count", app),
    queueDepth: named("queue_depth", { ...app, queue: "orders" }),
    processed: named("queue_processed_total", { ...app, queue: "orders" }),
    cpu: named("container_cpu_usage_seconds_total", container),
    memory: named("container_memory_working_set_bytes", container),
    restarts: named("kube_pod_container_status_restarts_total", kube),
  };
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
      { labels: named("kube_deployment_spec_replicas", labels), value: deployment.spec.replicas },
      { labels: named("kube_deployment_status_replicas_available", labels), value: deployment.status.availableReplicas ?? 0 },
    ];
  });
}

function named(name: keyof typeof families | `${keyof typeof families}_${"bucket" | "sum" | "count"}`, labels: Labels): Labels {
  return { __name__: name, ...labels };
}
