import { and, count, desc, eq, gt, gte, inArray, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Brief } from "@/lib/contracts/stats";
import { actions } from "../action/table";
import { approvals } from "../approval/table";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";

/** 18:00 of the day before `now` on the clocks of a zone; PostgreSQL knows where summer time begins. */
async function lastEvening(ctx: Ctx, now: Date, timeZone: string): Promise<Date> {
  const { rows } = await ctx.db.execute<{ at: string }>(
    sql`select extract(epoch from (date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}) - make_interval(secs => ${tunables.briefBeforeMidnightMs / 1000})) at time zone ${timeZone}) * 1000 as at`,
  );
  return new Date(Number(rows[0]?.at));
}

/** What happened in an origin since last evening, counted from the incidents and actions themselves. */
export async function readBrief(ctx: Ctx, input: { origin: Origin; timeZone: string }): Promise<Brief> {
  const { origin } = input;
  const from = await lastEvening(ctx, ctx.now(), input.timeZone);
  const ofTheNight = and(eq(incidents.origin, origin), gte(incidents.openedAt, from), eq(incidents.seeded, false), sql`${incidents.mergedInto} is null`);
  const settledBy = (who: "automation" | "source") => sql`${incidents.settledBy} = ${who} and not ${incidents.humanTouched}`;
  const tally = (which: ReturnType<typeof sql>) => sql<number>`count(*) filter (where ${which})::int`.mapWith(Number);
  const named = { id: incidents.id, title: incidents.title, entity: incidents.entity };
  const [[night], [waiting], vain, [longest]] = await Promise.all([
    ctx.db
      .select({ incidents: count(), alone: tally(settledBy("automation")), bySource: tally(settledBy("source")), open: tally(sql`${incidents.settledAt} is null`) })
      .from(incidents)
      .where(ofTheNight),
    ctx.db.select({ n: count() }).from(approvals).where(and(eq(approvals.origin, origin), eq(approvals.status, "pending"))),
    ctx.db
      .select(named)
      .from(actions)
      .innerJoin(incidents, eq(incidents.id, actions.incidentId))
      .where(and(eq(actions.origin, origin), gt(actions.startedAt, from), inArray(actions.status, ["failed", "rolled_back", "outcome_unknown"])))
      .orderBy(desc(actions.finishedAt), desc(actions.id)),
    ctx.db
      .select({ ...named, seconds: sql<number>`extract(epoch from ${incidents.settledAt} - ${incidents.openedAt})`.mapWith(Number) })
      .from(incidents)
      .where(and(ofTheNight, sql`${incidents.settledAt} is not null`))
      .orderBy(desc(sql`${incidents.settledAt} - ${incidents.openedAt}`), desc(incidents.id))
      .limit(1),
  ]);
  const { alone = 0, bySource = 0, open = 0, incidents: all = 0 } = night ?? {};
  return {
    origin,
    from: from.toISOString(),
    incidents: all,
    alone,
    bySource,
    byPeople: all - alone - bySource - open,
    waiting: waiting?.n ?? 0,
    open,
    failedRepairs: vain.length,
    failed: vain[0] ?? null,
    longest: longest === undefined ? null : { ...longest, seconds: Math.round(longest.seconds) },
  };
}
