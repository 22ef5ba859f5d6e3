import type { Labels } from "../prom/labels";
import { containerOf } from "../world/container";
import type { Pod } from "../world/objects";
import { isReady, isRunning, serviceOf } from "../world/pod-state";
import { findService } from "../world/services";
import { clusterName, type ShopService } from "../world/shop";
import { named, type Sample } from "./families";
import { latencyBounds, type PodMeter } from "./pod-meter";

/** Label sets of what one pod's process is measured by, made once for each state of the pod: they come back with every scrape. */
interface ProcessSeries {
  up: Labels;
  succeeded: Labels;
  failed: Labels;
  buckets: Labels[];
  allRequests: Labels;
  durationSum: Labels;
  durationCount: Labels;
  queueDepth: Labels;
  processed: Labels;
  online: Labels;
  storeUp: Labels;
  connections: Labels;
  maxConnections: Labels;
  volumes: { free: Labels; size: Labels }[];
  cpu: Labels;
  periods: Labels;
  throttledPeriods: Labels;
  throttledSeconds: Labels;
  memory: Labels;
  memoryLimit: Labels;
}

const known = new WeakMap<Pod, ProcessSeries>();

function seriesOf(pod: Pod, service: ShopService): ProcessSeries {
  const series = known.get(pod) ?? nameSeries(pod, service);
  known.set(pod, series);
  return series;
}

const volumeBytes = 10 * 1_073_741_824;

/** Every client keeps a few connections, and a busy database needs more of them. */
function connectionsOf(meter: PodMeter): number {
  return Math.round(24 + meter.cores * 40);
}

/** What the pod's own endpoint, its exporter and its node's kubelet say; of a silent machine only that nobody answered. */
export function processSamples(pod: Pod, meter: PodMeter | undefined, queueDepth: number, isDown: boolean): Sample[] {
  const service = findService(serviceOf(pod));
  if (!service) return [];
  const series = seriesOf(pod, service);
  const value = (labels: Labels, number: number): Sample => ({ labels, value: number });
  const alive = isRunning(pod) && !isDown && meter !== undefined;
  const accepts = alive && (service.role !== "store" || isReady(pod));
  const answers = [value(series.up, Number(accepts))];
  if (service.role === "store") answers.push(value(series.storeUp, Number(accepts)));
  if (service.role === "agent" && service.controller === "Deployment") answers.push(value(series.online, Number(alive)));
  if (!alive) return answers;
  const requests = meter.succeeded + meter.failed;
  const asServer = () => [
    value(series.succeeded, meter.succeeded),
    value(series.failed, meter.failed),
    ...series.buckets.map((labels, index) => value(labels, Math.floor(meter.buckets[index] ?? 0))),
    value(series.allRequests, requests),
    value(series.durationSum, meter.latencySum),
    value(series.durationCount, requests),
  ];
  const asWorker = () => [value(series.queueDepth, queueDepth), value(series.processed, meter.processed)];
  const asDatabase = () => [value(series.connections, connectionsOf(meter)), value(series.maxConnections, 200)];
  return [
    ...answers,
    ...series.volumes.flatMap(({ free, size }) => [value(free, volumeBytes * 0.62), value(size, volumeBytes)]),
    ...(service.name === "postgres" && accepts ? asDatabase() : []),
    ...(service.role === "http" ? asServer() : []),
    ...(service.role === "worker" ? asWorker() : []),
    value(series.cpu, meter.cpuSeconds),
    value(series.periods, meter.periods),
    value(series.throttledPeriods, meter.throttledPeriods),
    value(series.throttledSeconds, meter.throttledSeconds),
    value(series.memory, Math.round(meter.memoryBytes)),
    value(series.memoryLimit, service.memoryLimitBytes),
  ];
}

const said = new WeakMap<Pod, Sample[]>();

/** What kube-state-metrics says of a pod; stored pods never change in place, so each state is put into words once. */
export function podStateSamples(pod: Pod): Sample[] {
  const samples = said.get(pod) ?? describePod(pod);
  said.set(pod, samples);
  return samples;
}

function describePod(pod: Pod): Sample[] {
  const service = serviceOf(pod) ?? "";
  const place = { cluster: clusterName, namespace: pod.metadata.namespace ?? "", service, pod: pod.metadata.name, uid: pod.metadata.uid, job: "kube-state-metrics", instance: "kube-state-metrics:8080" };
  const container = { ...place, container: pod.spec.containers[0]?.name ?? "" };
  const owner = pod.metadata.ownerReferences?.[0];
  const info = { ...place, node: pod.spec.nodeName ?? "", host_ip: pod.status.hostIP ?? "", pod_ip: pod.status.podIP ?? "", created_by_kind: owner?.kind ?? "", created_by_name: owner?.name ?? "" };
  const ready = pod.status.conditions?.find((condition) => condition.type === "Ready")?.status ?? "False";
  const status = containerOf(pod);
  const lastReason = status?.lastState?.terminated?.reason;
  const waiting = status?.state?.waiting?.reason ?? (status ? undefined : "ContainerCreating");
  return [
    { labels: named("kube_pod_info", info), value: 1 },
    ...["True", "False", "Unknown"].map((condition) => ({ labels: named("kube_pod_status_ready", { ...place, condition: condition.toLowerCase() }), value: Number(ready === condition) })),
    ...limitSamples(pod, container),
    { labels: named("kube_pod_container_status_restarts_total", container), value: status?.restartCount ?? 0 },
    ...(lastReason === undefined ? [] : [{ labels: named("kube_pod_container_status_last_terminated_reason", { ...container, reason: lastReason }), value: 1 }]),
    ...(waiting === undefined ? [] : [{ labels: named("kube_pod_container_status_waiting_reason", { ...container, reason: waiting }), value: 1 }]),
  ];
}

function limitSamples(pod: Pod, container: Labels): Sample[] {
  const limits = pod.spec.containers[0]?.resources?.limits ?? {};
  const units = { cpu: "core", memory: "byte" } as const;
  return (Object.keys(units) as (keyof typeof units)[]).flatMap((resource) => {
    const amount = limits[resource];
    return amount === undefined ? [] : [{ labels: named("kube_pod_container_resource_limits", { ...container, resource, unit: units[resource] }), value: readQuantity(amount) }];
  });
}

/** The number that a Kubernetes quantity of the kinds used here stands for. */
function readQuantity(text: string): number {
  const number = Number.parseFloat(text);
  if (text.endsWith("Mi")) return number * 1_048_576;
  return text.endsWith("m") ? number / 1_000 : number;
}

function nameSeries(pod: Pod, service: ShopService): ProcessSeries {
  const place = { cluster: clusterName, namespace: pod.metadata.namespace ?? "", service: service.name, pod: pod.metadata.name };
  const app = { ...place, job: service.name, instance: `${pod.status.podIP ?? ""}:${service.port}` };
  const node = pod.spec.nodeName ?? "";
  const container = { ...place, container: service.name, node, job: "kubelet", instance: node };
  const exporter = { ...place, job: `${service.name}-exporter`, instance: `${service.name}-exporter:9187` };
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
    online: named("branch_online", app),
    storeUp: named(service.name === "redis" ? "redis_up" : "pg_up", exporter),
    connections: named("pg_stat_activity_count", { ...exporter, datname: "shop", state: "active" }),
    maxConnections: named("pg_settings_max_connections", exporter),
    volumes: (pod.spec.volumes ?? []).flatMap((volume) => {
      const claim = volume.persistentVolumeClaim?.claimName;
      if (claim === undefined) return [];
      const labels = { cluster: clusterName, namespace: place.namespace, persistentvolumeclaim: claim, node, job: "kubelet", instance: node };
      return [{ free: named("kubelet_volume_stats_available_bytes", labels), size: named("kubelet_volume_stats_capacity_bytes", labels) }];
    }),
    cpu: named("container_cpu_usage_seconds_total", container),
    periods: named("container_cpu_cfs_periods_total", container),
    throttledPeriods: named("container_cpu_cfs_throttled_periods_total", container),
    throttledSeconds: named("container_cpu_cfs_throttled_seconds_total", container),
    memory: named("container_memory_working_set_bytes", container),
    memoryLimit: named("container_spec_memory_limit_bytes", container),
  };
}
