import type {
  CoreV1Event,
  V1ConfigMap,
  V1DaemonSet,
  V1DaemonSetSpec,
  V1DaemonSetStatus,
  V1Deployment,
  V1DeploymentSpec,
  V1DeploymentStatus,
  V1Namespace,
  V1Node,
  V1ObjectMeta,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
  V1PodStatus,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ReplicaSetSpec,
  V1ReplicaSetStatus,
  V1Service,
  V1StatefulSet,
  V1StatefulSetSpec,
  V1StatefulSetStatus,
} from "@kubernetes/client-node";

/** A client model as it travels: dates are ISO strings. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Metadata of a stored object; the store fills what a draft leaves out. */
export interface Meta extends Omit<Wire<V1ObjectMeta>, "name" | "uid" | "resourceVersion" | "creationTimestamp"> {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
}

type Stored<T, Known> = Omit<Wire<T>, "apiVersion" | "kind" | "metadata" | keyof Known> &
  Known & { apiVersion: string; kind: string; metadata: Meta };

/** A pod template as stored in Deployments and ReplicaSets. */
export type PodTemplate = Wire<V1PodTemplateSpec>;
/** A stored Namespace. */
export type Namespace = Stored<V1Namespace, object>;
/** A stored Node. */
export type Node = Stored<V1Node, object>;
/** A stored Service. */
export type Service = Stored<V1Service, object>;
/** A stored core/v1 Event. */
export type Event = Stored<CoreV1Event, object>;
/** A stored Pod. */
export type Pod = Stored<V1Pod, { spec: Wire<V1PodSpec>; status: Wire<V1PodStatus> }>;
/** A stored Deployment; `replicas` is always defaulted. */
export type Deployment = Stored<
  V1Deployment,
  { spec: Wire<V1DeploymentSpec> & { replicas: number }; status: Wire<V1DeploymentStatus> }
>;
/** A stored ReplicaSet; `replicas` and `template` are always set. */
export type ReplicaSet = Stored<
  V1ReplicaSet,
  { spec: Wire<V1ReplicaSetSpec> & { replicas: number; template: PodTemplate }; status: Wire<V1ReplicaSetStatus> }
>;

/** A stored StatefulSet; `replicas` is always defaulted. */
export type StatefulSet = Stored<V1StatefulSet, { spec: Wire<V1StatefulSetSpec> & { replicas: number }; status: Wire<V1StatefulSetStatus> }>;
/** A stored DaemonSet. */
export type DaemonSet = Stored<V1DaemonSet, { spec: Wire<V1DaemonSetSpec>; status: Wire<V1DaemonSetStatus> }>;
/** A stored ConfigMap. */
export type ConfigMap = Stored<V1ConfigMap, object>;
/** A stored PersistentVolumeClaim; the data it stands for outlives every pod. */
export type Volume = Stored<V1PersistentVolumeClaim, object>;

/** Every stored resource by its plural name. */
export interface Objects {
  namespaces: Namespace;
  nodes: Node;
  configmaps: ConfigMap;
  persistentvolumeclaims: Volume;
  pods: Pod;
  services: Service;
  events: Event;
  deployments: Deployment;
  replicasets: ReplicaSet;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
}

/** Plural name of a stored resource. */
export type Resource = keyof Objects;

/** Any stored object. */
export type AnyObject = Objects[Resource];

/** What the API says about one resource. */
export interface ResourceFacts {
  kind: string;
  apiVersion: "v1" | "apps/v1";
  namespaced: boolean;
  singular: string;
  shortNames: string[];
}

/** The closed list of resources the cluster stores. */
export const resources = {
  namespaces: { kind: "Namespace", apiVersion: "v1", namespaced: false, singular: "namespace", shortNames: ["ns"] },
  nodes: { kind: "Node", apiVersion: "v1", namespaced: false, singular: "node", shortNames: ["no"] },
  pods: { kind: "Pod", apiVersion: "v1", namespaced: true, singular: "pod", shortNames: ["po"] },
  configmaps: { kind: "ConfigMap", apiVersion: "v1", namespaced: true, singular: "configmap", shortNames: ["cm"] },
  persistentvolumeclaims: { kind: "PersistentVolumeClaim", apiVersion: "v1", namespaced: true, singular: "persistentvolumeclaim", shortNames: ["pvc"] },
  services: { kind: "Service", apiVersion: "v1", namespaced: true, singular: "service", shortNames: ["svc"] },
  events: { kind: "Event", apiVersion: "v1", namespaced: true, singular: "event", shortNames: ["ev"] },
  deployments: { kind: "Deployment", apiVersion: "apps/v1", namespaced: true, singular: "deployment", shortNames: ["deploy"] },
  replicasets: { kind: "ReplicaSet", apiVersion: "apps/v1", namespaced: true, singular: "replicaset", shortNames: ["rs"] },
  statefulsets: { kind: "StatefulSet", apiVersion: "apps/v1", namespaced: true, singular: "statefulset", shortNames: ["sts"] },
  daemonsets: { kind: "DaemonSet", apiVersion: "apps/v1", namespaced: true, singular: "daemonset", shortNames: ["ds"] },
} as const satisfies Record<Resource, ResourceFacts>;

/** What controls pods of one template. */
export type PodOwner = ReplicaSet | StatefulSet | DaemonSet;

/** A workload somebody declares: pods are made from its template. */
export type Workload = Deployment | StatefulSet | DaemonSet;

const generational = new Set<Resource>(["deployments", "replicasets", "statefulsets", "daemonsets"]);

/** True for a resource whose spec carries a generation. */
export function hasGeneration(resource: Resource): boolean {
  return generational.has(resource);
}

/** True for the plural name of a stored resource. */
export function isResource(name: string): name is Resource {
  return Object.hasOwn(resources, name);
}

/** The time as Kubernetes writes it: whole seconds, UTC. */
export function kubeTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
