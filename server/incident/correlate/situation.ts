import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Origin, Severity } from "@/lib/contracts/common";
import type { Transaction } from "../../platform/db/client";
import type { IncidentRow } from "../change";
import { incidents } from "../table";
import type { TyingAlert } from "./partition";
import type { Reach } from "./reach";

/** How far the work on an incident has gone: nothing stands, something waits for its start, or it is under way. */
export type ActionState = "none" | "waiting" | "under_way";

/** Tells how far the work on incidents has gone; those without any are left out. Given by the caller, since actions come after incidents. */
export type ActionStates = (tx: Transaction, incidentIds: readonly string[]) => Promise<ReadonlyMap<string, ActionState>>;

/** What correlation knows of an incident. */
export type SeenIncident = Readonly<Pick<IncidentRow, "id" | "status" | "severity" | "title" | "entity" | "entityKey" | "alertCount" | "firingCount" | "openedAt" | "settledAt" | "diagnoseAt" | "mergedInto" | "flappingUntil" | "settlingHeld">> & {
  readonly action: ActionState;
};

/** An alert of an unsettled incident that ties it together: it fires, or ended only just now. */
export interface Member extends TyingAlert {
  readonly incidentId: string;
  readonly name: string;
  readonly isFiring: boolean;
  readonly severity: Severity;
  /** False for an alert that ended too long ago to tie; read only where all alerts matter. */
  readonly ties: boolean;
  readonly joinCode: string;
  /** The name of what it was related to when it joined, in words; the relation may have left the map since. */
  readonly joinedOn: string | null;
}

/** All that a plan is made from. */
export interface Situation {
  readonly incidents: ReadonlyMap<string, SeenIncident>;
  /** By alert id. */
  readonly members: ReadonlyMap<string, Member>;
}

const seenColumns = {
  id: incidents.id,
  status: incidents.status,
  severity: incidents.severity,
  title: incidents.title,
  entity: incidents.entity,
  entityKey: incidents.entityKey,
  alertCount: incidents.alertCount,
  firingCount: incidents.firingCount,
  openedAt: incidents.openedAt,
  settledAt: incidents.settledAt,
  diagnoseAt: incidents.diagnoseAt,
  mergedInto: incidents.mergedInto,
  flappingUntil: incidents.flappingUntil,
  settlingHeld: incidents.settlingHeld,
};

/** Which incidents to read: the named ones, and all unsettled ones of the origin, or those within a reach. */
export interface Sight {
  readonly origin: Origin;
  readonly ids: readonly string[];
  readonly unsettled: "all" | Reach;
  readonly tiesSince: Date;
  readonly endedToo?: boolean;
  readonly actionStates: ActionStates;
}

/** Reads incidents with the alerts that tie each. */
export async function readSituation(tx: Transaction, sight: Sight): Promise<Situation> {
  const { origin, ids, unsettled: wanted, tiesSince, actionStates } = sight;
  const near = wanted === "all" ? eq(incidents.origin, origin) : inArray(incidents.id, await readWithin(tx, origin, wanted, tiesSince));
  const rows = await tx
    .select(seenColumns)
    .from(incidents)
    .where(or(and(near, isNull(incidents.settledAt)), inArray(incidents.id, [...ids])));
  const unsettled = rows.filter((row) => row.settledAt === null).map((row) => row.id);
  const states = unsettled.length === 0 ? new Map<string, ActionState>() : await actionStates(tx, unsettled);
  return { incidents: new Map(rows.map((row) => [row.id, { ...row, action: states.get(row.id) ?? "none" }])), members: await readMembers(tx, unsettled, tiesSince, sight.endedToo ?? false) };
}

/** The incidents that have a tying alert within a reach, or that stand there though nothing ties them. */
async function readWithin(tx: Transaction, origin: Origin, { entityKeys, nodeKeys, bareNames }: Reach, tiesSince: Date): Promise<string[]> {
  if (entityKeys.length === 0) return [];
  const ties = sql`incident_id is not null and (status = 'firing' or last_seen_at > ${tiesSince.toISOString()}::timestamptz)`;
  const named = sql`
    union select i.id from incidents i left join alerts a on a.incident_id = i.id
    where i.origin = ${origin} and i.settled_at is null and split_part(coalesce(a.entity_key, i.entity_key), '/', 2) in ('workload', 'service')
      and split_part(coalesce(a.entity_key, i.entity_key), '/', 4) = any(${sql.param(bareNames)}::text[])`;
  const { rows } = await tx.execute<{ id: string }>(sql`
    select incident_id as id from alerts where origin = ${origin} and entity_key = any(${sql.param(entityKeys)}::text[]) and ${ties}
    union select incident_id from alerts where origin = ${origin} and node_key = any(${sql.param(nodeKeys)}::text[]) and ${ties}
    union select id from incidents where origin = ${origin} and settled_at is null and entity_key = any(${sql.param(entityKeys)}::text[])
    ${bareNames.length === 0 ? sql`` : named}`);
  return rows.map((row) => row.id);
}

interface MemberRow extends Record<string, unknown> {
  readonly id: string;
  readonly incident_id: string;
  readonly name: string;
  readonly entity_key: string | null;
  readonly node_key: string | null;
  readonly starts_ms: number;
  readonly firing: boolean;
  readonly severity: Severity;
  readonly ties: boolean;
  readonly join_code: string | null;
  readonly joined_on: string | null;
}

async function readMembers(tx: Transaction, incidentIds: readonly string[], tiesSince: Date, endedToo: boolean): Promise<Map<string, Member>> {
  if (incidentIds.length === 0) return new Map();
  const since = tiesSince.toISOString();
  const { rows } = await tx.execute<MemberRow>(sql`
    select id, incident_id, name, entity_key, node_key, severity, join_code, join_params ->> 'on' as joined_on, status = 'firing' as firing,
      (status = 'firing' or last_seen_at > ${since}::timestamptz) as ties, (extract(epoch from starts_at) * 1000)::float8 as starts_ms
    from alerts where incident_id = any(${sql.param(incidentIds)}::text[]) and (${endedToo}::boolean or status = 'firing' or last_seen_at > ${since}::timestamptz)`);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        incidentId: row.incident_id,
        name: row.name,
        entityKey: row.entity_key,
        nodeKey: row.node_key,
        startsAt: new Date(row.starts_ms),
        isFiring: row.firing,
        severity: row.severity,
        ties: row.ties,
        joinCode: row.join_code ?? "opened_incident",
        joinedOn: row.joined_on,
      },
    ]),
  );
}

/**
 * Locks the incidents that a plan would change, so that nobody settles or acts on them any more, and returns the situation as it
 * is now; the same object when nothing had changed since it was read.
 */
export async function lockSituation(tx: Transaction, situation: Situation, ids: readonly string[], actionStates: ActionStates): Promise<Situation> {
  const rows = await tx.select(seenColumns).from(incidents).where(inArray(incidents.id, [...ids])).orderBy(incidents.id).for("update");
  const states = await actionStates(tx, ids);
  const current = rows.map((row): SeenIncident => ({ ...row, action: row.settledAt === null ? (states.get(row.id) ?? "none") : "none" }));
  const moved = current.filter((row) => !isSame(situation.incidents.get(row.id), row));
  return moved.length === 0 ? situation : { ...situation, incidents: new Map([...situation.incidents, ...moved.map((row) => [row.id, row] as const)]) };
}

function isSame(before: SeenIncident | undefined, now: SeenIncident): boolean {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now);
}
