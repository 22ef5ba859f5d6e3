import { sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";

/** Senders that repeat what fires for as long as it fires, and how long after the last time it is over. The others speak once, so their silence says nothing. */
const repeating: readonly (readonly [source: SourceName, silentMs: number])[] = [
  ["alertmanager", tunables.senderSilentMs],
  ["signoz", tunables.senderSilentMs],
  ["kubernetes", tunables.eventSilentMs],
];

/** An alert whose sender stopped repeating it. */
export interface SilentAlert {
  readonly id: string;
  readonly name: string;
  readonly entityKey: string | null;
  readonly incidentId: string | null;
}

interface SilentRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly entity_key: string | null;
  readonly incident_id: string | null;
}

/**
 * Ends alerts whose sender repeats what fires but has long not repeated them: they end when they were last heard of, with that as
 * the reason. While a sender says nothing at all, its silence is no proof, and they are only given up much later. One that was last
 * listed in a group which hides others still may be among the hidden. Returns at most `limit` of them; the caller holds the correlation lock of the origin.
 */
export async function endSilentAlerts(ctx: Ctx, tx: Transaction, origin: Origin, limit: number): Promise<SilentAlert[]> {
  const now = ctx.now().getTime();
  const gone = new Date(now - tunables.senderGoneMs).toISOString();
  const ended: SilentAlert[] = [];
  for (const [source, silentMs] of repeating) {
    const silent = new Date(now - silentMs).toISOString();
    const { rows } = await tx.execute<SilentRow>(sql`
      update alerts set status = 'resolved', ends_at = last_seen_at, end_reason = 'sender_silent'
      where id in (
        select id from alerts where origin = ${origin} and source = ${source} and status = 'firing'
          and last_seen_at < case when exists (select from inbox_entries where inbox_entries.origin = ${origin} and inbox_entries.source = ${source}
            and inbox_entries.received_at > ${silent}::timestamptz) then ${silent}::timestamptz else ${gone}::timestamptz end
          and not exists (select from truncated_groups hiding where hiding.origin = alerts.origin and hiding.source = alerts.source
            and hiding.group_hash = alerts.truncated_group and hiding.truncated_at >= ${silent}::timestamptz)
        order by id limit ${limit})
      returning id, name, entity_key, incident_id`);
    ended.push(...rows.map((row) => ({ id: row.id, name: row.name, entityKey: row.entity_key, incidentId: row.incident_id })));
    await tx.execute(sql`delete from truncated_groups where origin = ${origin} and source = ${source} and truncated_at < ${silent}::timestamptz`);
  }
  return ended;
}
