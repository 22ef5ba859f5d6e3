import { and, desc, eq, gt, isNull, lte, or } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { autonomyMinimum, type Autonomy, type AutonomyLedger } from "@/lib/contracts/stats";
import { presentIncident } from "../incident/read";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import { autonomyPercent, lossOf } from "./rules";

const windowMs = tunables.autonomyWindowDays * 24 * 3_600_000;

/** Actionable incidents settled in a window, and those reopened in it that are not settled again: their first end did not last. */
function counted(origin: Origin, from: Date, to: Date) {
  return and(
    eq(incidents.origin, origin),
    eq(incidents.actionable, true),
    or(and(gt(incidents.settledAt, from), lte(incidents.settledAt, to)), and(isNull(incidents.settledAt), gt(incidents.reopenedCount, 0), gt(incidents.updatedAt, from), lte(incidents.updatedAt, to))),
  );
}

async function readCounted(ctx: Ctx, origin: Origin, from: Date, to: Date) {
  return ctx.db
    .select({ settledBy: incidents.settledBy, humanTouched: incidents.humanTouched, verified: incidents.verified, reopenedCount: incidents.reopenedCount, acknowledgedAt: incidents.acknowledgedAt, reclassifiedAs: incidents.reclassifiedAs, seeded: incidents.seeded })
    .from(incidents)
    .where(counted(origin, from, to));
}

/** The incidents that the index of an origin counts now, newest first; those which a person has taken out of it are not among them. */
export async function readAutonomyLedger(ctx: Ctx, origin: Origin): Promise<AutonomyLedger> {
  const now = ctx.now();
  const rows = await ctx.db
    .select()
    .from(incidents)
    .where(counted(origin, new Date(now.getTime() - windowMs), now))
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(tunables.autonomyLedgerRows + 1);
  return { origin, items: rows.slice(0, tunables.autonomyLedgerRows).map((row) => ({ incident: presentIncident(row), loss: lossOf(row) })), complete: rows.length <= tunables.autonomyLedgerRows };
}

/** The autonomy index of an origin now: the share of actionable incidents that the machine settled, verified and alone. */
export async function readAutonomy(ctx: Ctx, origin: Origin): Promise<Autonomy> {
  const now = ctx.now();
  const start = new Date(now.getTime() - windowMs);
  const current = await readCounted(ctx, origin, start, now);
  const previous = await readCounted(ctx, origin, new Date(start.getTime() - windowMs), start);
  const losses = new Map<NonNullable<ReturnType<typeof lossOf>>, number>();
  for (const incident of current) {
    const loss = lossOf(incident);
    if (loss !== null) losses.set(loss, (losses.get(loss) ?? 0) + 1);
  }
  const numerator = current.filter((incident) => lossOf(incident) === null).length;
  const percent = autonomyPercent(numerator, current.length, autonomyMinimum);
  const before = autonomyPercent(previous.filter((incident) => lossOf(incident) === null).length, previous.length, autonomyMinimum);
  return {
    origin,
    windowDays: tunables.autonomyWindowDays,
    numerator,
    denominator: current.length,
    percent,
    minimum: autonomyMinimum,
    deltaPoints: percent === null || before === null ? null : Math.round((percent - before) * 10) / 10,
    losses: [...losses].map(([code, n]) => ({ code, count: n })).sort((a, b) => b.count - a.count || a.code.localeCompare(b.code)),
    seededCount: current.filter((incident) => incident.seeded).length,
    asOf: now.toISOString(),
  };
}
