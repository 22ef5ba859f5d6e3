import { and, eq, sql } from "drizzle-orm";
import type { Tool } from "@/lib/contracts/action";
import type { Origin } from "@/lib/contracts/common";
import type { LedgerEntry } from "@/lib/contracts/policy";
import type { Database, Transaction } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { autonomyPins } from "../policy/table";
import { actions } from "./table";

/** An action type on one kind of entity. */
export interface ActionType {
  readonly tool: Tool;
  readonly entityKind: string;
}

/** What one action type has done, and the commander's word on it. */
export type LedgerCounts = ActionType & Pick<LedgerEntry, "approved" | "automatic" | "denied" | "verified" | "rolledBack" | "failed" | "reopened" | "sinceFailure" | "standing" | "demotedAt">;

interface Row extends Record<string, unknown> {
  readonly tool: Tool;
  readonly kind: string;
  readonly approved: number;
  readonly automatic: number;
  readonly denied: number;
  readonly verified: number;
  readonly rolled_back: number;
  readonly failed: number;
  readonly reopened: number;
  readonly since_slip: number | null;
  readonly standing: LedgerEntry["standing"] | null;
  readonly demoted_at: string | null;
}

/** Attempts that ran and did not help, or of which nobody knows. */
export const ranInVain = sql`(actions.may_have_run_at is not null and actions.status in ('failed', 'rolled_back', 'outcome_unknown'))`;

/**
 * Counts action types from the actions themselves, so that no counter can disagree with them; a reopening counts within a day of the
 * repair. A slip is an attempt in vain, a reopening, or a demotion; `sinceFailure` counts what was verified after the last one.
 * Reopenings are found by the log's two partial indexes, of sealed and unsealed events, so that the log is never walked.
 */
export async function readLedgerCounts(db: Database | Transaction, input: { origin: Origin; now: Date; only?: ActionType }): Promise<LedgerCounts[]> {
  const since = new Date(input.now.getTime() - tunables.ledgerDays * 24 * 3_600_000).toISOString();
  const only = input.only === undefined ? sql`true` : sql`actions.tool = ${input.only.tool} and split_part(actions.target_key, '/', 2) = ${input.only.entityKind}`;
  const { rows } = await db.execute<Row>(sql`
    with reopenings as materialized (
      select incident_id, array_agg(at) as moments from (
        select incident_id, at from events where type = 'incident.reopened' and chain_seq is not null
        union all select incident_id, at from events where type = 'incident.reopened' and chain_seq is null
      ) found group by incident_id
    ), tried as (
      select tool, split_part(target_key, '/', 2) as kind, automatic, started_at, finished_at,
        outcome ->> 'code' = 'denied' as denied, status = 'rolled_back' as taken_back, status = 'succeeded' as helped, ${ranInVain} as in_vain,
        status = 'succeeded' and moments is not null and exists (
          select 1 from unnest(moments) moment where moment between finished_at and finished_at + make_interval(secs => ${tunables.ledgerReopenMs / 1000})) as reopened
      from ${actions} left join reopenings using (incident_id) where origin = ${input.origin} and created_at > ${since} and ${only}
    ), slipping as (
      select *, max(finished_at) filter (where in_vain or reopened) over (partition by tool, kind) as slipped_at from tried
    ), judged as (
      select slipping.*, pin.standing, pin.demoted_at, greatest(slipped_at, pin.demoted_at) as slip
      from slipping left join ${autonomyPins} pin on pin.origin = ${input.origin} and pin.tool = slipping.tool and pin.entity_kind = slipping.kind
    )
    select tool, kind, standing, to_char(demoted_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as demoted_at,
      count(*) filter (where not automatic and started_at is not null)::int as approved,
      count(*) filter (where automatic and started_at is not null)::int as automatic,
      count(*) filter (where denied)::int as denied,
      count(*) filter (where helped and not reopened)::int as verified,
      count(*) filter (where taken_back)::int as rolled_back,
      count(*) filter (where in_vain and not taken_back)::int as failed,
      count(*) filter (where reopened)::int as reopened,
      case when slip is not null then count(*) filter (where helped and not reopened and finished_at > slip)::int end as since_slip
    from judged group by tool, kind, standing, demoted_at, slip order by tool, kind`);
  return rows.map(({ kind, rolled_back, since_slip, demoted_at, standing, ...row }) => ({ ...row, entityKind: kind, rolledBack: rolled_back, sinceFailure: since_slip, demotedAt: demoted_at, standing: standing ?? "earned" }));
}

/** The same of one action type, also of one that nobody has tried. */
export async function readCountsOf(db: Database | Transaction, input: { origin: Origin; now: Date; only: ActionType }): Promise<LedgerCounts> {
  const [found] = await readLedgerCounts(db, input);
  if (found !== undefined) return found;
  const { origin, only } = input;
  const [pin] = await db.select().from(autonomyPins).where(and(eq(autonomyPins.origin, origin), eq(autonomyPins.tool, only.tool), eq(autonomyPins.entityKind, only.entityKind)));
  const none = { approved: 0, automatic: 0, denied: 0, verified: 0, rolledBack: 0, failed: 0, reopened: 0 };
  return { tool: only.tool, entityKind: only.entityKind, ...none, standing: pin?.standing ?? "earned", demotedAt: pin?.demotedAt?.toISOString() ?? null, sinceFailure: pin?.demotedAt ? 0 : null };
}
