import type { Labels } from "../prom/labels";
import type { AnyObject, DaemonSet, Deployment, Node, StatefulSet } from "../world/objects";
import { clusterName, nodeSize } from "../world/shop";
import type { World } from "../world/world";
import { named, type Sample, type SeriesName } from "./families";
import type { NodeMeter } from "./node-meter";

const stateMetrics = { job: "kube-state-metrics", instance: "kube-state-metrics:8080" };

const diskBytes = 80 * 1_073_741_824;

/** What is said of an object, made once for each of its states: stored objects never change in place. */
const said = new WeakMap<AnyObject, Sample[]>();

function once<T extends AnyObject>(object: T, describe: (object: T) => Sample[]): Sample[] {
  const samples = said.get(object) ?? describe(object);
  said.set(object, samples);
  return samples;
}

/** What kube-state-metrics says of workloads. */
export function workloadSamples(world: World): Sample[] {
  const say = (kind: "deployment" | "statefulset" | "daemonset", object: AnyObject, values: Partial<Record<SeriesName, number>>): Sample[] => {
    const { namespace = "", name, labels } = object.metadata;
    const place = { cluster: clusterName, namespace, [kind]: name, service: labels?.["app"] ?? name, ...stateMetrics };
    return Object.entries(values).map(([metric, value]) => ({ labels: { __name__: metric, ...place }, value }));
  };
  const deployment = (one: Deployment) =>
    say("deployment", one, { kube_deployment_spec_replicas: one.spec.replicas, kube_deployment_status_replicas_available: one.status.availableReplicas ?? 0 });
  const statefulSet = (one: StatefulSet) =>
    say("statefulset", one, {
      kube_statefulset_replicas: one.spec.replicas,
      kube_statefulset_status_replicas: one.status.replicas,
      kube_statefulset_status_replicas_ready: one.status.readyReplicas ?? 0,
    });
  const daemonSet = (one: DaemonSet) =>
    say("daemonset", one, {
      kube_daemonset_status_desired_number_scheduled: one.status.desiredNumberScheduled,
      kube_daemonset_status_number_ready: one.status.numberReady,
    });
  return [
    ...world.store.list("deployments").flatMap((one) => once(one, deployment)),
    ...world.store.list("statefulsets").flatMap((one) => once(one, statefulSet)),
    ...world.store.list("daemonsets").flatMap((one) => once(one, daemonSet)),
  ];
}

/** What kube-state-metrics, the node exporter and the kubelet say of machines; a silent one only that nobody answered. */
export function nodeSamples(world: World, meters: Readonly<Record<string, NodeMeter>>, isDown: (node: string) => boolean): Sample[] {
  return world.store.list("nodes").flatMap((node) => [...once(node, conditionSamples), ...machineSamples(node.metadata.name, meters[node.metadata.name], isDown(node.metadata.name))]);
}

function conditionSamples(node: Node): Sample[] {
  const labels = { cluster: clusterName, node: node.metadata.name, ...stateMetrics };
  return (node.status?.conditions ?? []).flatMap((condition) =>
    ["True", "False", "Unknown"].map((status) => ({
      labels: named("kube_node_status_condition", { ...labels, condition: condition.type, status: status.toLowerCase() }),
      value: Number(condition.status === status),
    })),
  );
}

/** Label sets of one machine. */
interface MachineSeries {
  ups: Labels[];
  cpu: { mode: keyof typeof secondsOf; labels: Labels[] }[];
  diskSize: Labels;
  diskFree: Labels;
  memorySize: Labels;
  memoryFree: Labels;
}

const secondsOf = {
  idle: (meter: NodeMeter) => meter.idleSeconds,
  system: (meter: NodeMeter) => meter.systemSeconds,
  user: (meter: NodeMeter) => meter.userSeconds,
};

const machines = new Map<string, MachineSeries>();

function seriesOf(node: string): MachineSeries {
  const known = machines.get(node) ?? nameMachine(node);
  machines.set(node, known);
  return known;
}

function nameMachine(node: string): MachineSeries {
  const exporter = { cluster: clusterName, node, job: "node-exporter", instance: `${node}:9100` };
  const kubelet = { cluster: clusterName, node, job: "kubelet", instance: `${node}:10250` };
  const disk = { ...exporter, mountpoint: "/", fstype: "ext4" };
  const cores = (mode: string) => Array.from({ length: nodeSize.cores }, (_, core) => named("node_cpu_seconds_total", { ...exporter, cpu: String(core), mode }));
  return {
    ups: [exporter, kubelet].map((labels) => named("up", labels)),
    cpu: (["idle", "system", "user"] as const).map((mode) => ({ mode, labels: cores(mode) })),
    diskSize: named("node_filesystem_size_bytes", disk),
    diskFree: named("node_filesystem_avail_bytes", disk),
    memorySize: named("node_memory_MemTotal_bytes", exporter),
    memoryFree: named("node_memory_MemAvailable_bytes", exporter),
  };
}

function machineSamples(node: string, meter: NodeMeter | undefined, isDown: boolean): Sample[] {
  const series = seriesOf(node);
  const ups = series.ups.map((labels) => ({ labels, value: Number(!isDown) }));
  if (isDown || !meter) return ups;
  return [
    ...ups,
    ...series.cpu.flatMap(({ mode, labels }) => labels.map((one) => ({ labels: one, value: secondsOf[mode](meter) / nodeSize.cores }))),
    { labels: series.diskSize, value: diskBytes },
    { labels: series.diskFree, value: diskBytes * 0.55 },
    { labels: series.memorySize, value: nodeSize.memoryBytes },
    { labels: series.memoryFree, value: Math.round(nodeSize.memoryBytes - meter.memoryUsedBytes) },
  ];
}
