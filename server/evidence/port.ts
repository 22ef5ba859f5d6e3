import type { EntityRef } from "@/lib/contracts/entity";

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

/** One earlier or present state of a workload's pod template. */
export interface Revision {
  readonly revision: number;
  readonly createdAt: Date;
  readonly images: readonly string[];
  readonly changeCause: string | null;
  /** Pods of this revision that exist now. */
  readonly replicas: number;
}

/** A Deployment as the cluster reports it at `observedAt`. */
export interface WorkloadState {
  readonly entity: EntityRef;
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
  /** All known revisions, newest first. */
  readonly revisions: readonly Revision[];
  /** When the running template came into being. */
  readonly templateSince: Date;
  readonly restartCount: number;
  readonly observedAt: Date;
}

/** What a cluster knows about who exists and who needs whom. */
export interface TopologySnapshot {
  readonly observedAt: Date;
  readonly entities: readonly { readonly ref: EntityRef; readonly stateful: boolean; readonly replicas: number | null; readonly labels: Readonly<Record<string, string>> }[];
  /** `from` needs `to` (depends_on), `from` runs on `to` (runs_on), `from` routes to `to` (selects). */
  readonly edges: readonly { readonly from: EntityRef; readonly to: EntityRef; readonly relation: "depends_on" | "runs_on" | "selects" }[];
}

/**
 * Read-only questions to a cluster; the `cluster` name in every ref is the one this port was made for.
 * Every method throws `Unavailable` when the API server cannot be reached within its time-out; callers may retry.
 */
export interface ClusterPort {
  /** The state of one Deployment, or null when there is none of that name or the name is no Kubernetes name. */
  readWorkload(input: { namespace: string; name: string }): Promise<WorkloadState | null>;
  /** Workloads, services and nodes with their relations. */
  readTopology(): Promise<TopologySnapshot>;
}
