import { entityName } from "@/lib/contracts/entity";
import type { Severity } from "@/lib/contracts/common";
import { alertKey, foldObservations, type FoldedAlert, type KnownAlert, type Observation } from "@/server/alert/fold";
import { Sketch, type CorrelationLimits, type Plan } from "@/server/incident/correlate/draft";
import { planCorrelation } from "@/server/incident/correlate/plan";
import { reachOf, type Reach } from "@/server/incident/correlate/reach";
import { Relations } from "@/server/incident/correlate/relations";
import type { ActionState, Member, SeenIncident, Situation } from "@/server/incident/correlate/situation";
import { planSplits } from "@/server/incident/correlate/split";
import type { TopologyEdge, TopologyGraph } from "@/server/topology/rules";

/** One word about an alert; its name is its fingerprint. */
export interface Said {
  readonly name: string;
  readonly entityKey: string | null;
  readonly nodeKey?: string;
  readonly state?: "firing" | "resolved";
  readonly startsAt?: Date;
  readonly severity?: Severity;
}

/** An alert of the model, with its place and why it is there. */
export type ModelAlert = FoldedAlert & { readonly reason: { readonly code: string; readonly on: string | null } };

export const workload = (name: string) => `c/workload/shop/${name}`;
export const node = (name: string) => `c/node//${name}`;

/** A map of the given edges, in which everything is known. */
export function graphOf(edges: readonly [relation: TopologyEdge["relation"], fromKey: string, toKey: string][]): TopologyGraph {
  return { entities: new Map(), edges: edges.map(([relation, fromKey, toKey]) => ({ relation, fromKey, toKey })), observedAt: null };
}

const limits: CorrelationLimits & { lateDeliveryMs: number; flapWindowMs: number; tieLastsMs: number } = {
  correlationWindowMs: 15 * 60_000,
  neighbourHops: 2,
  reopenWindowMs: 24 * 3_600_000,
  settleBeforeDiagnosisMs: 6_000,
  flapChanges: 1_000,
  flapQuietMs: 15 * 60_000,
  lateDeliveryMs: 10 * 60_000,
  flapWindowMs: 30 * 60_000,
  tieLastsMs: 10 * 60_000,
};

function isWithin(reach: Reach, { entityKey, nodeKey }: Pick<Member, "entityKey" | "nodeKey">): boolean {
  const [, kind, , name = ""] = entityKey?.split("/") ?? [];
  return (nodeKey !== null && reach.nodeKeys.includes(nodeKey)) || (entityKey !== null && reach.entityKeys.includes(entityKey)) || ((kind === "workload" || kind === "service") && reach.bareNames.includes(name));
}

function areNamesakes(a: string, b: string): boolean {
  const [[, , spaceOfA, nameOfA], [, , spaceOfB, nameOfB]] = [a.split("/"), b.split("/")];
  return nameOfA === nameOfB && (spaceOfA === "" || spaceOfB === "");
}

/**
 * Correlation without a database: it carries out the plans in memory, and settles what is quiet as the worker would. With
 * `seesAll` a delivery is held against everything unsettled, and not only against what it can reach.
 */
export class CorrelationModel {
  readonly incidents = new Map<string, SeenIncident>();
  readonly alerts = new Map<string, ModelAlert>();
  /** The incident that each one split off came from. */
  readonly splitFrom = new Map<string, string>();
  readonly facts: Plan["facts"][number][] = [];
  now = new Date(Date.UTC(2026, 0, 1, 1));
  private readonly relations: Relations;
  private ids = 0;

  constructor(
    graph: TopologyGraph,
    private readonly seesAll = false,
  ) {
    this.relations = new Relations(graph, limits.neighbourHops);
  }

  /** Takes a batch of words in their order. */
  hear(said: readonly Said[]): Plan {
    const observations = said.map(({ name, state = "firing", startsAt = this.now, severity = "warning" }, position): Observation => ({
      inboxId: "inb",
      position,
      source: "alertmanager",
      seenAt: this.now,
      truncatedGroup: null,
      parsed: { fingerprint: name, state, severity, name, summary: "", labels: {}, startsAt, endsAt: state === "resolved" ? this.now : null, url: null, change: null },
    }));
    const known = new Map<string, KnownAlert>([...this.alerts.values()].map((alert) => [alertKey(alert.source, alert.fingerprint), alert]));
    const folded = foldObservations({ origin: "live", known, observations, newAlertId: () => `alt_${(this.ids += 1)}`, limits });
    const places = new Map(said.map((one) => [one.name, one]));
    const changed = new Map([...folded.changed].map(([id, alert]) => [id, { ...alert, entityKey: places.get(alert.name)?.entityKey ?? null, nodeKey: places.get(alert.name)?.nodeKey ?? null }]));
    const fired = folded.changes.flatMap(({ alertId, transition }) => (transition === "fired" || transition === "refired" ? (changed.get(alertId) ?? []) : []));
    const situation = this.seesAll ? this.situation(false) : this.seen(reachOf(fired, this.relations), new Set([...changed.values()].map((alert) => alert.incidentId)));
    const plan = planCorrelation({ origin: "live", situation, changed, changes: folded.changes, relations: this.relations, now: this.now, limits, regroups: false });
    for (const alert of changed.values()) this.alerts.set(alert.id, { ...alert, reason: this.alerts.get(alert.id)?.reason ?? { code: "none", on: null } });
    this.carryOut(plan);
    return plan;
  }

  /** What the worker's duty does from time to time. */
  regroup(): Plan[] {
    const merging = planCorrelation({ origin: "live", situation: this.situation(false), changed: new Map(), changes: [], relations: this.relations, now: this.now, limits, regroups: true });
    this.carryOut(merging);
    const splitting = planSplits(new Sketch(this.situation(true), "live", this.now, limits, this.relations.graph), this.relations);
    this.carryOut(splitting);
    return [merging, splitting];
  }

  setAction(id: string, action: ActionState): void {
    const incident = this.incidents.get(id);
    if (incident !== undefined && incident.settledAt === null) this.incidents.set(id, { ...incident, action });
  }

  /** Settles what is quiet and not worked on. */
  settleQuiet(): void {
    for (const [id, incident] of this.incidents) {
      if (incident.settledAt === null && incident.firingCount === 0 && incident.action !== "under_way") this.incidents.set(id, { ...incident, status: "resolved", settledAt: this.now });
    }
  }

  unsettled(): SeenIncident[] {
    return [...this.incidents.values()].filter((incident) => incident.settledAt === null);
  }

  /** Names of the firing alerts of each unsettled incident, in order. */
  partition(): string[][] {
    return this.unsettled()
      .map((incident) => this.alertsOf(incident.id).filter((alert) => alert.status === "firing").map((alert) => alert.name).sort())
      .filter((names) => names.length > 0)
      .sort();
  }

  alertsOf(incidentId: string): ModelAlert[] {
    return [...this.alerts.values()].filter((alert) => alert.incidentId === incidentId);
  }

  /** Whether an alert's reason is a relation to something that is in its incident. */
  isExplained(alert: ModelAlert): boolean {
    const { code, on } = alert.reason;
    if (on === null) return ["opened_incident", "same_fingerprint", "split_from", "merged_from"].includes(code);
    const others = this.alertsOf(alert.incidentId ?? "").filter((other) => other.entityKey !== null && entityName(other.entityKey) === on);
    if (code === "same_entity") return alert.entityKey !== null && entityName(alert.entityKey) === on;
    return others.some((other) => {
      const [own, its] = [alert.entityKey ?? "", other.entityKey ?? ""];
      return this.relations.of(own).some((relation) => relation.key === its && relation.code === code) || (code === "same_service" && areNamesakes(own, its)) || (code === "runs_on" && alert.nodeKey === its) || (code === "hosts" && this.alertsAt(its).some((guest) => guest.nodeKey === own));
    });
  }

  private alertsAt(entityKey: string): ModelAlert[] {
    return [...this.alerts.values()].filter((alert) => alert.entityKey === entityKey);
  }

  private seen(reach: Reach, named: ReadonlySet<string | null>): Situation {
    const all = this.situation(false);
    const near = new Set([...all.members.values()].filter((member) => isWithin(reach, member)).map((member) => member.incidentId));
    const incidents = new Map([...all.incidents].filter(([id, incident]) => named.has(id) || (incident.settledAt === null && (near.has(id) || (incident.entityKey !== null && reach.entityKeys.includes(incident.entityKey))))));
    return { incidents, members: new Map([...all.members].filter(([, member]) => incidents.has(member.incidentId))) };
  }

  private situation(endedToo: boolean): Situation {
    const since = this.now.getTime() - limits.tieLastsMs;
    const members = new Map<string, Member>();
    for (const alert of this.alerts.values()) {
      const ties = alert.status === "firing" || alert.lastSeenAt.getTime() > since;
      if (alert.incidentId === null || this.incidents.get(alert.incidentId)?.settledAt !== null || !(ties || endedToo)) continue;
      const { id, incidentId, name, entityKey, nodeKey, startsAt, severity, reason } = alert;
      members.set(id, { id, incidentId, name, entityKey, nodeKey, startsAt, severity, isFiring: alert.status === "firing", ties, joinCode: reason.code, joinedOn: reason.on });
    }
    return { incidents: new Map(this.incidents), members };
  }

  private carryOut(plan: Plan): void {
    for (const { from, into } of plan.merges) for (const alert of this.alertsOf(from)) this.alerts.set(alert.id, { ...alert, incidentId: into });
    for (const [id, { incidentId, reason }] of plan.memberships) {
      const alert = this.alerts.get(id);
      if (alert === undefined) throw new Error("a plan speaks of an unknown alert");
      const on = reason?.params.on;
      this.alerts.set(id, { ...alert, incidentId, reason: reason === null ? alert.reason : { code: reason.code, on: typeof on === "string" ? on : null } });
    }
    for (const { origin: _, isNew: __, reopened: ___, splitFrom, ...incident } of plan.drafts) {
      this.incidents.set(incident.id, incident);
      if (splitFrom !== null) this.splitFrom.set(incident.id, splitFrom);
    }
    this.facts.push(...plan.facts);
  }
}
