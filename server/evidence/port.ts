import type { EntityRef } from "@/lib/contracts/entity";
import type { EdgeRelation } from "@/lib/contracts/topology";

/** One time series: labels, and samples of unix seconds and value in time order (NaN and infinities left out). */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [atSeconds: number, value: number])[];
}

/**
 * Read-only questions to a metrics store.
 * Every method throws `Unavailable` when it cannot be reached within its time-out and `Rejected` when it refuses the query; callers may retry.
 */
export interface MetricsPort {
  /** The range answer of a PromQL query. */
  queryRange(input: { query: string; start: Date; end: Date; stepSeconds: number }): Promise<readonly Series[]>;
  /** The instant answer of a PromQL query, one sample per series. */
  query(input: { query: string; at?: Date }): Promise<readonly Series[]>;
  /** Link that shows this query over this time to a human, or null when no outside address is known. */
  link(input: { query: string; start: Date; end: Date }): string | null;
}

/** Which part of a pod template a revision changed against the one before. */
export type TemplatePart = "image" | "config" | "probe" | "resources" | "other";

/** One earlier or present state of a workload's pod template. */
export interface Revision {
  readonly revision: number;
  readonly createdAt: Date;
  readonly images: readonly string[];
  readonly changeCause: string | null;
  /** Pods of this revision that exist now. */
  readonly replicas: number;
  /** What is different from the next older known revision; empty for the oldest, and for a mere restart. */
  readonly changed: readonly TemplatePart[];
}

/** One pod of a workload, as far as it speaks of trouble. */
export interface PodState {
  readonly name: string;
  readonly node: string | null;
  readonly ready: boolean;
  /** Being deleted: what it says no longer counts. */
  readonly terminating: boolean;
  readonly restarts: number;
  /** Why a container waits or the pod is not placed: `CrashLoopBackOff`, `ImagePullBackOff`, `Unschedulable`; null when none does. */
  readonly waiting: string | null;
  readonly lastTermination: { readonly reason: string; readonly exitCode: number | null; readonly at: Date | null } | null;
  /** Revision of its template, null when its ReplicaSet is gone. */
  readonly revision: number | null;
}

/** A Deployment, StatefulSet or DaemonSet as the cluster reports it at `observedAt`. */
export interface WorkloadState {
  readonly entity: EntityRef;
  readonly kind: "deployment" | "statefulset" | "daemonset";
  readonly uid: string;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly currentRevision: number;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  /** Pods that exist for it, of any revision. */
  readonly total: number;
  readonly images: readonly string[];
  readonly stateful: boolean;
  /** How it changes its pods. */
  readonly strategy: "rolling" | "ordered" | "recreate";
  /** An autoscaler owns the replica count; null when none does or it could not be read. */
  readonly autoscaler: { readonly name: string; readonly minReplicas: number; readonly maxReplicas: number } | null;
  /** All known revisions, newest first; empty for kinds that keep them elsewhere. */
  readonly revisions: readonly Revision[];
  /** When the running template came into being. */
  readonly templateSince: Date;
  readonly restartCount: number;
  readonly pods: readonly PodState[];
  readonly observedAt: Date;
}

/** A node as the cluster reports it. */
export interface NodeState {
  readonly name: string;
  /** IP addresses and host names it answers to. */
  readonly addresses: readonly string[];
  readonly conditions: readonly { readonly type: string; readonly status: "True" | "False" | "Unknown"; readonly reason: string; readonly since: Date }[];
  readonly unschedulable: boolean;
}

/** A warning of the cluster about one object, as often as it was said. */
export interface ClusterNotice {
  readonly reason: string;
  readonly object: { readonly kind: string; readonly name: string };
  /** At most 300 characters of outside text: an excerpt for humans, never read by a rule. */
  readonly note: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** What a cluster knows about who exists and who needs whom. */
export interface TopologySnapshot {
  readonly observedAt: Date;
  readonly entities: readonly { readonly ref: EntityRef; readonly stateful: boolean; readonly replicas: number | null; readonly labels: Readonly<Record<string, string>> }[];
  /** `from` needs `to` (depends_on), runs on `to` (runs_on), routes to `to` (selects), or is the repository of `to` (deploys). */
  readonly edges: readonly { readonly from: EntityRef; readonly to: EntityRef; readonly relation: EdgeRelation }[];
}

/**
 * Read-only questions to a cluster; the `cluster` name in every ref is the one this port was made for.
 * Every method throws `Unavailable` when the API server cannot be reached within its time-out; callers may retry.
 */
export interface ClusterPort {
  /** The state of the Deployment, else StatefulSet, else DaemonSet of that name; null when there is none or the name is no Kubernetes name. */
  readWorkload(input: { namespace: string; name: string }): Promise<WorkloadState | null>;
  /** All nodes. */
  readNodes(): Promise<readonly NodeState[]>;
  /** Warnings of a namespace that the API server still keeps (an hour, usually), newest first, at most 500. */
  readNotices(input: { namespace: string }): Promise<readonly ClusterNotice[]>;
  /** Workloads, services and nodes with their relations. */
  readTopology(): Promise<TopologySnapshot>;
}
