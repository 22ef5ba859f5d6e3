import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Incident, IncidentClass } from "@/lib/contracts/incident";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { findIncident, presentIncident } from "./read";
import { isSettled } from "./rules";
import { incidents } from "./table";

/**
 * Changes what a settled incident counts as in the autonomy index, with the reason on the log; one event.
 * @throws {Rejected} 404, 409 when it is not settled, went into another, or is classified so already
 */
export async function reclassifyIncident(ctx: Ctx, input: { id: string; countAs: IncidentClass; reason: string }): Promise<Incident> {
  const { countAs } = input;
  const reclassified = await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(incidents)
      .set({ reclassifiedAs: countAs, actionable: countAs !== "not_actionable", version: sql`${incidents.version} + 1`, updatedAt: ctx.now() })
      .where(and(eq(incidents.id, input.id), isNotNull(incidents.settledAt), isNull(incidents.mergedInto), sql`${incidents.reclassifiedAs} is distinct from ${countAs}`))
      .returning();
    if (row !== undefined) {
      await appendEvents(ctx, tx, [{ type: "incident.reclassified", subject: { kind: "incident", id: row.id }, incidentId: row.id, origin: row.origin, statement: { code: "incident_reclassified", params: { countAs, because: input.reason } } }]);
    }
    return row;
  });
  if (reclassified !== undefined) {
    await ctx.bus.announceEvents();
    return presentIncident(reclassified);
  }
  const incident = await findIncident(ctx.db, input.id);
  if (incident === null) throw new Rejected("not_found", "There is no such incident.");
  const message = !isSettled(incident.status)
    ? "Only a settled incident counts as anything; wait until it is."
    : incident.mergedInto !== null
      ? `This incident went into ${incident.mergedInto}, which counts for both.`
      : `It is classified as ${countAs} already.`;
  throw new Rejected("conflict", message, { current: presentIncident(incident) });
}
