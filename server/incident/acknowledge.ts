import { and, eq, isNull, sql } from "drizzle-orm";
import type { Incident } from "@/lib/contracts/incident";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { findIncident, presentIncident } from "./read";
import { isSettled } from "./rules";
import { incidents } from "./table";

/**
 * Puts on record that a human has an incident in sight: reminders stop, and from now on it is not untouched in the autonomy index.
 * Automation goes on. The same caller twice changes nothing and leaves no second event.
 * @throws {Rejected} 404, 409 when it is settled or somebody else has it in sight
 */
export async function acknowledgeIncident(ctx: Ctx, input: { id: string }): Promise<Incident> {
  const now = ctx.now();
  const acknowledged = await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(incidents)
      .set({ acknowledgedAt: now, acknowledgedBy: ctx.actor, version: sql`${incidents.version} + 1`, updatedAt: now })
      .where(and(eq(incidents.id, input.id), isNull(incidents.settledAt), isNull(incidents.acknowledgedBy)))
      .returning();
    if (row !== undefined) {
      await appendEvents(ctx, tx, [{ type: "incident.acknowledged", subject: { kind: "incident", id: row.id }, incidentId: row.id, origin: row.origin, statement: { code: "incident_acknowledged", params: { name: ctx.actor.name } } }]);
    }
    return row;
  });
  if (acknowledged !== undefined) {
    await ctx.bus.announceEvents();
    return presentIncident(acknowledged);
  }
  const incident = await findIncident(ctx.db, input.id);
  if (incident === null) throw new Rejected("not_found", "There is no such incident.");
  const [current, by] = [presentIncident(incident), incident.acknowledgedBy];
  if (isSettled(incident.status)) throw new Rejected("already_settled", `This incident is ${incident.status} already.`, { current });
  if (by?.kind === ctx.actor.kind && by.id === ctx.actor.id) return current;
  throw new Rejected("conflict", by === null ? "It changed a moment ago; look again." : `${by.name} has it in sight already.`, { current });
}
