import { labelsOf } from "@/server/platform/inbound/labels";
import { lineOf } from "@/server/platform/inbound/text";
import { objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { ReadEvent } from "./read-event";

/** Kinds whose name is a label of its own, by which the topology finds the thing. */
const labelOfKind: ReadonlyMap<string, string> = new Map([
  ["Pod", "pod"],
  ["Deployment", "deployment"],
  ["StatefulSet", "statefulset"],
  ["DaemonSet", "daemonset"],
  ["Node", "node"],
  ["Service", "service"],
  ["Job", "job"],
  ["CronJob", "cronjob"],
  ["HorizontalPodAutoscaler", "horizontalpodautoscaler"],
  ["PersistentVolumeClaim", "persistentvolumeclaim"],
]);

/** The workload by kind and name; a ReplicaSet's is the Deployment that its name begins with. */
function workloadLabel(kind: string, name: string): JsonObject {
  if (kind === "ReplicaSet") {
    const deployment = name.replace(/-[a-z0-9]{5,10}$/, "");
    return { replicaset: name, ...(deployment === name ? {} : { deployment }) };
  }
  const label = labelOfKind.get(kind);
  return label === undefined ? {} : { [label]: name };
}

/** The workload that owns the object, where the sender tells owners. */
function ownerLabels(owners: readonly unknown[]): JsonObject {
  return owners.reduce<JsonObject>((labels, owner) => ({ ...workloadLabel(lineOf(objectOf(owner).kind, 63), lineOf(objectOf(owner).name, 253)), ...labels }), {});
}

/** What an event says of where it happened, under the names by which entities are found. */
export function labelsOfEvent(event: ReadEvent): Record<string, string> {
  const { object } = event;
  const app = object.labels.app ?? object.labels["app.kubernetes.io/name"];
  return labelsOf({
    ...ownerLabels(object.owners),
    app,
    ...(object.kind === "Pod" ? { node: event.host } : {}),
    ...workloadLabel(object.kind, object.name),
    cluster: event.cluster,
    namespace: object.kind === "Node" ? "" : object.namespace,
    container: object.container,
    kind: object.kind,
    name: object.name,
    reason: event.reason,
    type: event.type,
    component: event.component,
  });
}
