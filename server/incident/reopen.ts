import type { Incident } from "@/lib/contracts/incident";
import type { Statement } from "@/lib/contracts/common";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { lockIncident, moveIncident, type IncidentPatch, type IncidentRow } from "./change";
import { presentIncident } from "./read";
import { isSettled } from "./rules";

/** Makes a settled, locked incident unsettled again with a look due at `lookAt`: what was said of its earlier end no longer holds, and its return is counted. One event. */
export function reopenSettled(ctx: Ctx, tx: Transaction, incident: IncidentRow, input: { lookAt: Date; patch?: IncidentPatch; statement?: Statement }): Promise<IncidentRow> {
  const forgotten = { settledBy: null, verified: false, acknowledgedAt: null, acknowledgedBy: null, reclassifiedAs: null } as const;
  return moveIncident(ctx, tx, incident, "reopened", { ...forgotten, reopenedCount: incident.reopenedCount + 1, diagnoseAt: input.lookAt, ...input.patch }, input.statement);
}

/**
 * Opens a settled incident again by a human's word; OpenClaw looks at once.
 * @throws {Rejected} 404, 409 when it is not settled, or went into another
 */
export async function reopenIncident(ctx: Ctx, input: { id: string }): Promise<Incident> {
  const reopened = await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, input.id);
    if (incident === null) throw new Rejected("not_found", "There is no such incident.");
    if (!isSettled(incident.status)) throw new Rejected("conflict", `This incident is not settled; it is ${incident.status}.`, { current: presentIncident(incident) });
    if (incident.mergedInto !== null) throw new Rejected("conflict", `This incident went into ${incident.mergedInto}; look there.`, { current: presentIncident(incident) });
    return reopenSettled(ctx, tx, incident, { lookAt: ctx.now(), patch: { humanTouched: true }, statement: { code: "incident_reopened_by_hand", params: {} } });
  });
  await ctx.bus.announceEvents();
  return presentIncident(reopened);
}
