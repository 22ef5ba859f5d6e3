import { sql } from "drizzle-orm";
import type { Origin, Severity } from "@/lib/contracts/common";
import type { AlertSource } from "@/lib/contracts/signal";
import type { Transaction } from "../platform/db/client";
import { alertKey, type AlertTouch, type FoldedAlert, type KnownAlert } from "./fold";
import type { Repeat } from "./repeats";
import type { alerts } from "./table";

export type AlertRow = typeof alerts.$inferSelect;

/** The incident an alert belongs to, and why; null leaves the reason as it is. */
export interface Membership {
  readonly incidentId: string;
  readonly reason: { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | null;
}

/** Rows of one statement: beyond this the message to PostgreSQL only grows, and one statement must stay far below its time-out. */
const chunkSize = 1_000;

function* chunksOf<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += chunkSize) yield list.slice(from, from + chunkSize);
}

interface KnownRow extends Record<string, unknown> {
  readonly id: string;
  readonly source: AlertSource;
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly severity: Severity;
  readonly name: string;
  readonly entity_key: string | null;
  readonly node_key: string | null;
  readonly starts_ms: number;
  readonly ends_ms: number | null;
  readonly seen_ms: number;
  readonly received_count: number;
  readonly incident_id: string | null;
  readonly truncated_group: string | null;
  readonly flap_count: number;
  readonly flap_ms: number | null;
}

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));

/** What is known of these fingerprints of a source, by `alertKey`. A plain array makes PostgreSQL look each up in the index, whatever it believes of the table. */
export async function readKnownAlerts(tx: Transaction, origin: Origin, source: AlertSource, fingerprints: readonly string[]): Promise<Map<string, KnownAlert>> {
  const { rows } = await tx.execute<KnownRow>(sql`
    select id, source, fingerprint, status, severity, name, entity_key, node_key, incident_id, received_count, truncated_group, flap_count,
      (extract(epoch from starts_at) * 1000)::float8 as starts_ms, (extract(epoch from ends_at) * 1000)::float8 as ends_ms,
      (extract(epoch from last_seen_at) * 1000)::float8 as seen_ms, (extract(epoch from flap_since) * 1000)::float8 as flap_ms
    from alerts where origin = ${origin} and source = ${source} and fingerprint = any(${sql.param(fingerprints)}::text[])`);
  return new Map(
    rows.map((row) => [
      alertKey(row.source, row.fingerprint),
      {
        id: row.id,
        source: row.source,
        fingerprint: row.fingerprint,
        status: row.status,
        severity: row.severity,
        name: row.name,
        entityKey: row.entity_key,
        nodeKey: row.node_key,
        startsAt: new Date(row.starts_ms),
        endsAt: dateOf(row.ends_ms),
        lastSeenAt: new Date(row.seen_ms),
        receivedCount: row.received_count,
        incidentId: row.incident_id,
        truncatedGroup: row.truncated_group,
        flapCount: row.flap_count,
        flapSince: dateOf(row.flap_ms),
      },
    ]),
  );
}

/** Writes new and changed alerts with the incident each belongs to; an alert without a new membership keeps the one it has. */
export async function writeAlerts(tx: Transaction, folded: readonly FoldedAlert[], memberships: ReadonlyMap<string, Membership>): Promise<void> {
  for (const chunk of chunksOf(folded)) {
    const rows = chunk.map((alert) => {
      const joined = memberships.get(alert.id);
      return {
        id: alert.id,
        origin: alert.origin,
        source: alert.source,
        fingerprint: alert.fingerprint,
        status: alert.status,
        severity: alert.severity,
        name: alert.name,
        summary: alert.summary,
        labels: alert.labels,
        url: alert.url,
        entity_key: alert.entityKey,
        node_key: alert.nodeKey,
        starts_at: alert.startsAt,
        ends_at: alert.endsAt,
        last_seen_at: alert.lastSeenAt,
        received_count: alert.receivedCount,
        truncated_group: alert.truncatedGroup,
        flap_count: alert.flapCount,
        flap_since: alert.flapSince,
        incident_id: joined?.incidentId ?? null,
        join_code: joined?.reason?.code ?? null,
        join_params: joined?.reason?.params ?? null,
      };
    });
    await tx.execute(sql`
      insert into alerts (id, origin, source, fingerprint, status, severity, name, summary, labels, url, entity_key, node_key, starts_at, ends_at,
        last_seen_at, received_count, truncated_group, flap_count, flap_since, incident_id, join_code, join_params)
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as row(id text, origin text, source text, fingerprint text, status text, severity text,
        name text, summary text, labels jsonb, url text, entity_key text, node_key text, starts_at timestamptz, ends_at timestamptz,
        last_seen_at timestamptz, received_count int, truncated_group text, flap_count int, flap_since timestamptz, incident_id text, join_code text, join_params jsonb)
      on conflict (origin, source, fingerprint) do update set
        status = excluded.status, severity = excluded.severity, name = excluded.name, summary = excluded.summary, labels = excluded.labels, url = excluded.url,
        entity_key = excluded.entity_key, node_key = excluded.node_key, starts_at = excluded.starts_at, ends_at = excluded.ends_at, end_reason = null,
        last_seen_at = excluded.last_seen_at, received_count = excluded.received_count, truncated_group = excluded.truncated_group,
        flap_count = excluded.flap_count, flap_since = excluded.flap_since,
        incident_id = coalesce(excluded.incident_id, alerts.incident_id), join_code = coalesce(excluded.join_code, alerts.join_code),
        join_params = coalesce(excluded.join_params, alerts.join_params)`);
  }
}

/** Notes that alerts were heard of again; no index covers what changes, so these stay heap-only updates. */
export async function touchAlerts(tx: Transaction, touched: readonly AlertTouch[]): Promise<void> {
  for (const chunk of chunksOf(touched)) {
    const rows = chunk.map((touch) => ({ id: touch.id, starts_at: touch.startsAt, last_seen_at: touch.lastSeenAt, times: touch.times, truncated_group: touch.truncatedGroup }));
    await tx.execute(sql`
      update alerts set last_seen_at = seen.last_seen_at, starts_at = seen.starts_at, received_count = alerts.received_count + seen.times, truncated_group = seen.truncated_group
      from json_to_recordset(${JSON.stringify(rows)}::json) as seen(id text, starts_at timestamptz, last_seen_at timestamptz, times int, truncated_group text)
      where alerts.id = seen.id`);
  }
}

/**
 * Notes repeats of what fires already, by fingerprint and without reading the alerts first, and returns the fingerprints for which
 * they were nothing else: `touched` in the words of `transitionOf`, said in SQL. In a storm that is nearly all there is.
 */
export async function touchRepeats(tx: Transaction, origin: Origin, source: AlertSource, repeats: readonly Repeat[]): Promise<Set<string>> {
  const touched = new Set<string>();
  for (const chunk of chunksOf(repeats)) {
    const [fingerprints, starts, seen, times, groups] = [chunk.map((one) => one.fingerprint), chunk.map((one) => one.startsMs), chunk.map((one) => one.seenMs), chunk.map((one) => one.times), chunk.map((one) => one.truncatedGroup)];
    const { rows } = await tx.execute<{ fingerprint: string }>(sql`
      update alerts set last_seen_at = greatest(alerts.last_seen_at, to_timestamp(seen.seen_ms / 1000)), received_count = alerts.received_count + seen.times,
        truncated_group = coalesce(seen.truncated_group, alerts.truncated_group)
      from unnest(${sql.param(fingerprints)}::text[], ${sql.param(starts)}::float8[], ${sql.param(seen)}::float8[], ${sql.param(times)}::int[], ${sql.param(groups)}::text[]) as seen(fingerprint, starts_ms, seen_ms, times, truncated_group)
      where alerts.origin = ${origin} and alerts.source = ${source} and alerts.fingerprint = any(${sql.param(fingerprints)}::text[]) and alerts.fingerprint = seen.fingerprint
        and alerts.status = 'firing' and alerts.starts_at >= to_timestamp(seen.starts_ms / 1000)
      returning alerts.fingerprint`);
    for (const row of rows) touched.add(row.fingerprint);
  }
  return touched;
}

/** Puts alerts that exist already into other incidents, or under another reason. */
export async function moveAlerts(tx: Transaction, memberships: ReadonlyMap<string, Membership>): Promise<void> {
  for (const chunk of chunksOf([...memberships])) {
    const rows = chunk.map(([id, { incidentId, reason }]) => ({ id, incident_id: incidentId, join_code: reason?.code ?? null, join_params: reason?.params ?? null }));
    await tx.execute(sql`
      update alerts set incident_id = moved.incident_id, join_code = coalesce(moved.join_code, alerts.join_code), join_params = coalesce(moved.join_params, alerts.join_params)
      from json_to_recordset(${JSON.stringify(rows)}::json) as moved(id text, incident_id text, join_code text, join_params jsonb)
      where alerts.id = moved.id`);
  }
}
