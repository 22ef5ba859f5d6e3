import { and, desc, gt, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Incident, IncidentsStreamEvent } from "@/lib/contracts/incident";
import { origin } from "@/lib/contracts/common";
import type { EventRow } from "../event/read";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import { presentIncident } from "./read";
import { incidents } from "./table";

/** Most incidents of a snapshot; what does not fit is in the list. */
const snapshotSize = 200;

/** What makes an incident new to a viewer. */
const openings: ReadonlySet<string> = new Set(["incident.opened", "incident.reopened"]);

/** Whether an event says that an incident opened, or opened again. */
export function isOpening(event: EventRow): boolean {
  return openings.has(event.type);
}

/** The incidents that matter now: unsettled ones, newest first, then those settled in the last day. */
export async function readCurrentIncidents(ctx: Ctx): Promise<Extract<IncidentsStreamEvent, { type: "incidents.snapshot" }>> {
  const open = await ctx.db.select().from(incidents).where(isNull(incidents.settledAt)).orderBy(desc(incidents.openedAt), desc(incidents.id)).limit(snapshotSize + 1);
  const room = snapshotSize + 1 - open.length;
  const settled =
    room <= 0
      ? []
      : await ctx.db
          .select()
          .from(incidents)
          // The origins are named so that the index over origin and time serves.
          .where(and(isNotNull(incidents.settledAt), inArray(incidents.origin, origin.options), gt(incidents.settledAt, new Date(ctx.now().getTime() - tunables.incidentLingerMs))))
          .orderBy(desc(incidents.settledAt), desc(incidents.id))
          .limit(room);
  const rows = [...open, ...settled];
  return { type: "incidents.snapshot", incidents: rows.slice(0, snapshotSize).map(presentIncident), complete: rows.length <= snapshotSize };
}

/** Incidents as they are now, in the order asked for; those that are gone are left out. */
export async function readIncidents(ctx: Ctx, ids: readonly string[]): Promise<Incident[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db.select().from(incidents).where(inArray(incidents.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map(presentIncident);
}
