import { newId } from "@/lib/ids";
import type { Origin, Severity } from "@/lib/contracts/common";
import { entityName, parseEntityKey } from "@/lib/contracts/entity";
import type { FoldedAlert } from "../../alert/fold";
import type { Membership } from "../../alert/store";
import type { NewEvent } from "../../event/append";
import type { TopologyGraph } from "../../topology/rules";
import { isSettled, worseSeverity } from "../rules";
import type { JoinReason } from "./relations";
import type { Member, SeenIncident, Situation } from "./situation";

/** How long and how much; see the tunables of the same names. */
export interface CorrelationLimits {
  readonly correlationWindowMs: number;
  readonly neighbourHops: number;
  readonly reopenWindowMs: number;
  readonly settleBeforeDiagnosisMs: number;
  readonly flapChanges: number;
  readonly flapQuietMs: number;
}

/** An incident as a plan leaves it. */
export type IncidentDraft = { -readonly [K in keyof SeenIncident]: SeenIncident[K] } & {
  readonly origin: Origin;
  readonly isNew: boolean;
  splitFrom: string | null;
  reopened: boolean;
};

/** What correlation wants written, all of it in one commit. */
export interface Plan {
  /** Incidents that are new or differ from what was read. */
  readonly drafts: readonly IncidentDraft[];
  /** Alerts that enter an incident, or whose reason to be in it is another now, by alert id. */
  readonly memberships: ReadonlyMap<string, Membership>;
  /** Incidents whose alerts all go over to another. */
  readonly merges: readonly { readonly from: string; readonly into: string }[];
  readonly facts: readonly NewEvent[];
  /** Incidents in which nothing fires any more. */
  readonly quietIds: readonly string[];
  /** Merged incidents whose waiting action must be withdrawn. */
  readonly withdrawIds: readonly string[];
}

/** Whether an action of the incident is under way, so that nothing may be merged into it, out of it or with it. */
export function isBusy(incident: SeenIncident): boolean {
  return incident.action === "under_way" || incident.status === "acting" || incident.status === "verifying";
}

/** The name of what a reason speaks of, if it names anything. */
export function onOf(reason: JoinReason): string | null {
  const on = Object.hasOwn(reason.params, "on") ? reason.params.on : undefined;
  return typeof on === "string" ? on : null;
}

/** The sketch of a plan: incidents as they will be, who is in them, and what will be said of it. Never touches what was read. */
export class Sketch {
  readonly members = new Map<string, Member>();
  readonly memberships = new Map<string, Membership>();
  readonly merges: { from: string; into: string }[] = [];
  readonly facts: NewEvent[] = [];
  readonly withdrawIds: string[] = [];
  private readonly drafts = new Map<string, IncidentDraft>();

  constructor(
    readonly situation: Situation,
    readonly origin: Origin,
    readonly now: Date,
    readonly limits: CorrelationLimits,
    readonly graph: TopologyGraph,
  ) {
    for (const member of situation.members.values()) if (situation.incidents.get(member.incidentId)?.settledAt === null) this.members.set(member.id, member);
  }

  /** The incident to write on, or null when nobody knows it. */
  draft(id: string): IncidentDraft | null {
    const known = this.drafts.get(id);
    if (known !== undefined) return known;
    const seen = this.situation.incidents.get(id);
    if (seen === undefined) return null;
    const draft = { ...seen, origin: this.origin, isNew: false, splitFrom: null, reopened: false };
    this.drafts.set(id, draft);
    return draft;
  }

  /** A new incident, named after its first alert. */
  open(first: { name: string; severity: Severity; entityKey: string | null; startsAt: Date }): IncidentDraft {
    const draft: IncidentDraft = {
      id: newId("incident"),
      origin: this.origin,
      isNew: true,
      status: "open",
      severity: first.severity,
      title: first.name,
      entity: this.refOf(first.entityKey),
      entityKey: first.entityKey,
      alertCount: 0,
      firingCount: 0,
      openedAt: first.startsAt < this.now ? first.startsAt : this.now,
      settledAt: null,
      diagnoseAt: this.soon(),
      mergedInto: null,
      flappingUntil: null,
      settlingHeld: null,
      action: "none",
      splitFrom: null,
      reopened: false,
    };
    this.drafts.set(draft.id, draft);
    return draft;
  }

  refOf(entityKey: string | null) {
    return entityKey === null ? null : (this.graph.entities.get(entityKey)?.ref ?? parseEntityKey(entityKey));
  }

  soon(): Date {
    return new Date(this.now.getTime() + this.limits.settleBeforeDiagnosisMs);
  }

  /** What was decided may look different now: OpenClaw looks again soon, unless something is proposed or under way. */
  lookAgain(draft: IncidentDraft): void {
    if (draft.status !== "open" && draft.status !== "reopened" && draft.status !== "investigating") return;
    const soon = this.soon();
    if (draft.diagnoseAt === null || draft.diagnoseAt > soon) draft.diagnoseAt = soon;
  }

  /** Puts an alert into an incident, out of the settled one it was in before. */
  place(alert: FoldedAlert, draft: IncidentDraft, reason: JoinReason): void {
    const isFiring = alert.status === "firing";
    if (alert.incidentId !== draft.id) {
      const former = alert.incidentId === null ? null : this.draft(alert.incidentId);
      if (former !== null) former.alertCount -= 1;
      if (former !== null && alert.wasFiring) former.firingCount -= 1;
      draft.alertCount += 1;
      if (isFiring) draft.firingCount += 1;
      this.lookAgain(draft);
    } else {
      draft.firingCount += Number(isFiring) - Number(alert.wasFiring);
    }
    this.memberships.set(alert.id, { incidentId: draft.id, reason });
    this.members.set(alert.id, { id: alert.id, incidentId: draft.id, name: alert.name, entityKey: alert.entityKey, nodeKey: alert.nodeKey, startsAt: alert.startsAt, isFiring, severity: alert.severity, ties: true, joinCode: reason.code, joinedOn: onOf(reason) });
  }

  /** A fact about an incident. */
  tell(draft: Pick<IncidentDraft, "id">, type: string, code: string, params: Readonly<Record<string, string | number>> = {}): void {
    this.facts.push({ type, subject: { kind: "incident", id: draft.id }, incidentId: draft.id, origin: this.origin, statement: { code, params: { ...params } } });
  }

  /** A fact about an alert of an incident. */
  tellOfAlert(alert: Pick<FoldedAlert, "id" | "name" | "entityKey">, incidentId: string, type: string, code = type.replace(".", "_")): void {
    this.facts.push({ type, subject: { kind: "alert", id: alert.id }, incidentId, origin: this.origin, statement: { code, params: { name: alert.name, entity: alert.entityKey === null ? "-" : entityName(alert.entityKey) } } });
  }

  /** The plan: severities follow what fires, and only what differs from what was read is written. */
  finish(): Plan {
    const worst = new Map<string, Severity>();
    for (const { incidentId, isFiring, severity } of this.members.values()) {
      if (isFiring) worst.set(incidentId, worseSeverity(worst.get(incidentId) ?? "info", severity));
    }
    for (const draft of this.drafts.values()) {
      const severity = worst.get(draft.id);
      if (isSettled(draft.status) || severity === undefined || severity === draft.severity) continue;
      if (!draft.isNew) {
        const rises = worseSeverity(draft.severity, severity) === severity;
        this.tell(draft, rises ? "incident.severity_raised" : "incident.severity_lowered", rises ? "severity_raised" : "severity_lowered", { from: draft.severity, to: severity });
      }
      draft.severity = severity;
    }
    for (const draft of this.drafts.values()) if (draft.firingCount > 0) draft.settlingHeld = null;
    const drafts = [...this.drafts.values()].filter((draft) => draft.isNew || this.differs(draft));
    return {
      drafts,
      memberships: this.memberships,
      merges: this.merges,
      facts: this.facts,
      quietIds: drafts.filter((draft) => !isSettled(draft.status) && draft.firingCount === 0).map((draft) => draft.id),
      withdrawIds: this.withdrawIds,
    };
  }

  private differs(draft: IncidentDraft): boolean {
    const seen = this.situation.incidents.get(draft.id);
    return seen === undefined || draft.reopened || (Object.keys(seen) as (keyof SeenIncident)[]).some((field) => seen[field] !== draft[field]);
  }
}
