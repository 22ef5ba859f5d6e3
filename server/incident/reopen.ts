import type { Incident } from "@/lib/contracts/incident";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { lockIncident, moveIncident } from "./change";
import { presentIncident } from "./read";
import { isSettled } from "./rules";

/** What was said of the end of an episode; none of it holds once the incident is open again. */
const forgotten = { settledBy: null, verified: false, acknowledgedAt: null, acknowledgedBy: null, reclassifiedAs: null } as const;

/**
 * Opens a settled incident again by a human's word; OpenClaw looks at once.
 * @throws {Rejected} 404, 409 when it is not settled, or went into another
 */
export async function reopenIncident(ctx: Ctx, input: { id: string }): Promise<Incident> {
  const reopened = await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, input.id);
    if (incident === null) throw new Rejected("not_found", "There is no such incident.");
    const current = presentIncident(incident);
    if (!isSettled(incident.status)) throw new Rejected("conflict", `This incident is not settled; it is ${incident.status}.`, { current });
    if (incident.mergedInto !== null) throw new Rejected("conflict", `This incident went into ${incident.mergedInto}; look there.`, { current });
    const patch = { ...forgotten, reopenedCount: incident.reopenedCount + 1, humanTouched: true, diagnoseAt: ctx.now() };
    return moveIncident(ctx, tx, incident, "reopened", patch, { code: "incident_reopened_by_hand", params: {} });
  });
  await ctx.bus.announceEvents();
  return presentIncident(reopened);
}
