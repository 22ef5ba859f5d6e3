import type { Labels } from "../prom/labels";
import type { AnyObject, Node } from "../world/objects";
import { clusterName, nodeSize } from "../world/shop";
import type { World } from "../world/world";
import { named, type Sample, type SeriesName } from "./families";
import type { NodeMeter } from "./node-meter";

const stateMetrics = { job: "kube-state-metrics", instance: "kube-state-metrics:8080" };

const diskBytes = 80 * 1_073_741_824;

/** What kube-state-metrics says of workloads. */
export function workloadSamples(world: World): Sample[] {
  const of = (kind: "deployment" | "statefulset" | "daemonset", object: AnyObject): Labels => ({
    cluster: clusterName,
    namespace: object.metadata.namespace ?? "",
    [kind]: object.metadata.name,
    service: object.metadata.labels?.["app"] ?? object.metadata.name,
    ...stateMetrics,
  });
  const say = (labels: Labels, values: Partial<Record<SeriesName, number>>): Sample[] => Object.entries(values).map(([name, value]) => ({ labels: { __name__: name, ...labels }, value }));
  return [
    ...world.store.list("deployments").flatMap((one) =>
      say(of("deployment", one), { kube_deployment_spec_replicas: one.spec.replicas, kube_deployment_status_replicas_available: one.status.availableReplicas ?? 0 }),
    ),
    ...world.store.list("statefulsets").flatMap((one) =>
      say(of("statefulset", one), {
        kube_statefulset_replicas: one.spec.replicas,
        kube_statefulset_status_replicas: one.status.replicas,
        kube_statefulset_status_replicas_ready: one.status.readyReplicas ?? 0,
      }),
    ),
    ...world.store.list("daemonsets").flatMap((one) =>
      say(of("daemonset", one), {
        kube_daemonset_status_desired_number_scheduled: one.status.desiredNumberScheduled,
        kube_daemonset_status_number_ready: one.status.numberReady,
      }),
    ),
  ];
}

/** What kube-state-metrics, the node exporter and the kubelet say of machines; a silent one only that nobody answered. */
export function nodeSamples(world: World, meters: Readonly<Record<string, NodeMeter>>, isDown: (node: string) => boolean): Sample[] {
  return world.store.list("nodes").flatMap((node) => [...conditionSamples(node), ...machineSamples(node.metadata.name, meters[node.metadata.name], isDown(node.metadata.name))]);
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

function machineSamples(node: string, meter: NodeMeter | undefined, isDown: boolean): Sample[] {
  const exporter = { cluster: clusterName, node, job: "node-exporter", instance: `${node}:9100` };
  const kubelet = { cluster: clusterName, node, job: "kubelet", instance: `${node}:10250` };
  const ups = [exporter, kubelet].map((labels) => ({ labels: named("up", labels), value: Number(!isDown) }));
  if (isDown || !meter) return ups;
  const modes = { idle: meter.idleSeconds, system: meter.systemSeconds, user: meter.userSeconds };
  const cpu = Object.entries(modes).flatMap(([mode, seconds]) =>
    Array.from({ length: nodeSize.cores }, (_, core) => ({ labels: named("node_cpu_seconds_total", { ...exporter, cpu: String(core), mode }), value: seconds / nodeSize.cores })),
  );
  return [
    ...ups,
    ...cpu,
    { labels: named("node_filesystem_size_bytes", { ...exporter, mountpoint: "/", fstype: "ext4" }), value: diskBytes },
    { labels: named("node_filesystem_avail_bytes", { ...exporter, mountpoint: "/", fstype: "ext4" }), value: diskBytes * 0.55 },
    { labels: named("node_memory_MemTotal_bytes", exporter), value: nodeSize.memoryBytes },
    { labels: named("node_memory_MemAvailable_bytes", exporter), value: Math.round(nodeSize.memoryBytes - meter.memoryUsedBytes) },
  ];
}
