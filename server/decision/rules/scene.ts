import type { Severity, Statement } from "@/lib/contracts/common";
import type { Cause } from "@/lib/contracts/decision";
import type { EntityRef } from "@/lib/contracts/entity";
import type { ChangeKind } from "@/lib/contracts/signal";
import type { ClusterNotice, NodeState, WorkloadState } from "../../evidence/port";
import type { Reading } from "./deviation";
import type { MetricName } from "./metrics";

/** One metric of one entity: the question, and the answer if there was one. */
export interface MetricObservation {
  readonly query: string;
  readonly url: string | null;
  readonly reading: Reading | null;
}

/** What could not be learned, and what would let it be learned. */
export interface Gap {
  readonly system: "prometheus" | "kubernetes";
  readonly query: string;
  readonly reason: Statement;
  readonly wouldSettle?: Statement;
}

/** All that was learned of one entity at one time; absent metrics were not asked. */
export interface EntityObservation {
  readonly key: string;
  readonly ref: EntityRef;
  readonly observedAt: Date;
  readonly state: WorkloadState | null;
  readonly node?: NodeState | null;
  readonly stateful?: boolean;
  readonly metrics: Readonly<Partial<Record<MetricName, MetricObservation>>>;
  /** Warnings about it and its pods. */
  readonly notices?: readonly ClusterNotice[];
  readonly gaps: readonly Gap[];
}

/** A firing alert, as far as the engine needs it; its text is not part of it. */
export interface FiringAlert {
  readonly name: string;
  readonly entityKey: string | null;
  readonly startsAt: Date;
  /** How bad its sender calls it; a warning when it did not say. */
  readonly severity?: Severity;
}

/** A change that some source reported of an entity. */
export interface ReportedChange {
  readonly entityKey: string;
  readonly kind: ChangeKind;
  readonly at: Date;
  readonly source: string;
  /** Outside text for humans; never read by a rule. */
  readonly excerpt: string;
  readonly url: string | null;
}

/** A repair that was tried on this incident and did not help. */
export interface FailedAttempt {
  readonly tool: string;
  readonly targetKey: string;
  readonly at: Date;
  readonly actionId: string;
  /** Nobody knows whether it ran: nothing more may be done until a human has looked. */
  readonly unknown: boolean;
}

/** What was concluded of the same entity before, what was done, and whether that helped. */
export interface Precedent {
  readonly entityKey: string;
  readonly cause: Cause;
  readonly tool: string;
  readonly helped: boolean;
  readonly at: Date;
  readonly incidentId: string;
}

/** Everything that ranking looks at; no I/O behind it, whoever produced it. */
export interface Scene {
  readonly onset: Date;
  readonly now: Date;
  readonly stepSeconds: number;
  /** A rate looks back this far: for as long after a stop it still shows what was. */
  readonly rateWindowSeconds: number;
  readonly firing: readonly FiringAlert[];
  readonly observations: readonly EntityObservation[];
  /** Keys of what the entity needs, directly or through others, its nodes among them. */
  readonly needs: (key: string) => readonly string[];
  /** Keys of other workloads on the nodes of an entity. */
  readonly neighbours: (key: string) => readonly string[];
  readonly changes: readonly ReportedChange[];
  readonly attempts: readonly FailedAttempt[];
  readonly precedents: readonly Precedent[];
  /** A change this long before the onset may be its cause. */
  readonly suspicionMs: number;
}
