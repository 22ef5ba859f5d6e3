import { and, count, eq, gt, isNull, max, sum } from "drizzle-orm";
import { alerts } from "../alert/table";
import { approvals } from "../approval/table";
import type { Origin } from "@/lib/contracts/common";
import type { Pulse } from "@/lib/contracts/stats";
import { inboxEntries } from "../inbox/table";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import { readAutomationFault, readMode } from "../policy/automation";
import { isPaused } from "../policy/brake";
import { signalTallies } from "../signal/table";
import { readTopology } from "../topology/read";
import { workerHeartbeats } from "./table";

const dayMs = 24 * 3_600_000;

/** The pulse of an origin now: the state of each workload and how much was digested. */
export async function readPulse(ctx: Ctx, input: { origin: Origin; mode: Pulse["mode"] }): Promise<Pulse> {
  const { origin } = input;
  const now = ctx.now();
  const [topology, troubled, open, pending, digested, worker, delivery, paused, mode, fault] = await Promise.all([
    readTopology(ctx.db, origin),
    ctx.db
      .selectDistinct({ entityKey: alerts.entityKey, status: incidents.status })
      .from(alerts)
      .innerJoin(incidents, eq(incidents.id, alerts.incidentId))
      .where(and(eq(alerts.origin, origin), eq(alerts.status, "firing"), isNull(incidents.settledAt))),
    ctx.db.select({ n: count() }).from(incidents).where(and(eq(incidents.origin, origin), isNull(incidents.settledAt))),
    ctx.db.select({ n: count() }).from(approvals).where(and(eq(approvals.origin, origin), eq(approvals.status, "pending"))),
    ctx.db.select({ n: sum(signalTallies.signals).mapWith(Number) }).from(signalTallies).where(and(eq(signalTallies.origin, origin), gt(signalTallies.hour, new Date(now.getTime() - dayMs)))),
    ctx.db.select({ at: max(workerHeartbeats.seenAt) }).from(workerHeartbeats),
    ctx.db.select({ at: max(inboxEntries.receivedAt) }).from(inboxEntries).where(eq(inboxEntries.origin, origin)),
    isPaused(ctx.db),
    readMode(ctx.db, origin, input.mode),
    readAutomationFault(ctx.db),
  ]);
  const acting = new Set(troubled.filter((row) => row.status === "acting" || row.status === "verifying").map((row) => row.entityKey));
  const firing = new Set(troubled.map((row) => row.entityKey));
  return {
    origin,
    services: [...topology.entities.entries()]
      .filter(([, entity]) => entity.ref.kind === "workload")
      .map(([key, entity]) => ({ entity: entity.ref, state: acting.has(key) ? ("acting" as const) : firing.has(key) ? ("troubled" as const) : ("calm" as const) }))
      .sort((a, b) => a.entity.name.localeCompare(b.entity.name)),
    digestedSignals: digested[0]?.n ?? 0,
    openIncidents: open[0]?.n ?? 0,
    pendingApprovals: pending[0]?.n ?? 0,
    workerSeenAt: worker[0]?.at?.toISOString() ?? null,
    lastDeliveryAt: delivery[0]?.at?.toISOString() ?? null,
    mode,
    paused,
    fault,
    asOf: now.toISOString(),
  };
}
