import { sql, type SQL } from "drizzle-orm";
import type { Tool } from "@/lib/contracts/action";
import type { Origin } from "@/lib/contracts/common";
import type { Database, Transaction } from "../platform/db/client";
import type { BreakerCounts } from "../policy/facts";
import { ranInVain } from "./ledger-counts";
import { actions } from "./table";

interface Row extends Record<string, unknown> {
  readonly running: number;
  readonly recent_on_target: number;
  readonly recent_global: number;
  readonly seconds_since_last: number | null;
  readonly same_failures: number;
  readonly seconds_since_failure: number | null;
}

/** Seconds from a moment to now, never negative; null when there is no such moment. */
const secondsFrom = (moment: SQL, now: SQL) => sql`case when ${moment} is not null then greatest(0, extract(epoch from ${now} - ${moment}))::float8 end`;

/** What ran of late in one origin, and how it went on one target: breakers look back an hour, failures count for a day or until one helped. */
export async function readBreakerCounts(db: Database | Transaction, input: { origin: Origin; targetKey: string; tool: Tool; now: Date }): Promise<BreakerCounts & { readonly secondsSinceFailure: number | null }> {
  const now = sql`${input.now.toISOString()}::timestamptz`;
  const { rows } = await db.execute<Row>(sql`
    with recent as (
      select *, target_key = ${input.targetKey} as on_target, ${ranInVain} as in_vain from ${actions}
      where origin = ${input.origin} and (started_at > ${now} - interval '1 day' or status in ('running', 'verifying'))
    )
    select
      count(*) filter (where automatic and status in ('running', 'verifying'))::int as running,
      count(*) filter (where automatic and on_target and started_at > ${now} - interval '1 hour')::int as recent_on_target,
      count(*) filter (where automatic and started_at > ${now} - interval '1 hour')::int as recent_global,
      ${secondsFrom(sql`max(started_at) filter (where automatic and on_target)`, now)} as seconds_since_last,
      count(*) filter (where on_target and tool = ${input.tool} and in_vain and finished_at > coalesce(
        (select max(helped.finished_at) from recent helped where helped.on_target and helped.tool = ${input.tool} and helped.status = 'succeeded'), '-infinity'))::int as same_failures,
      ${secondsFrom(sql`max(finished_at) filter (where on_target and in_vain)`, now)} as seconds_since_failure
    from recent`);
  const [row] = rows;
  if (row === undefined) throw new Error("the breakers did not answer");
  return {
    running: row.running,
    recentOnTarget: row.recent_on_target,
    recentGlobal: row.recent_global,
    secondsSinceLast: row.seconds_since_last,
    sameFailures: row.same_failures,
    secondsSinceFailure: row.seconds_since_failure,
  };
}
