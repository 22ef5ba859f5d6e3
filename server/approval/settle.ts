import type { Incident } from "@/lib/contracts/incident";
import { lockIncident, moveIncident } from "../incident/change";
import { presentIncident } from "../incident/read";
import { isSettled } from "../incident/rules";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { lockUnfinishedAction, withdrawAction } from "./withdraw";

/**
 * Settles an incident by a human's word: `resolved` counts as theirs, `dismissed` as nothing to act on. What was only proposed is
 * withdrawn; a new firing of its alerts opens it again.
 * @throws {Rejected} 404, 409 when it is settled already or a repair is under way
 */
export async function settleIncident(ctx: Ctx, input: { id: string; as: "resolved" | "dismissed" }): Promise<Incident> {
  const settled = await ctx.db.transaction(async (tx) => {
    const incident = await lockIncident(tx, input.id);
    if (incident === null) throw new Rejected("not_found", "There is no such incident.");
    if (isSettled(incident.status)) throw new Rejected("already_settled", `This incident is ${incident.status} already.`, { current: presentIncident(incident) });
    const action = await lockUnfinishedAction(tx, incident.id);
    if (action !== null && !(await withdrawAction(ctx, tx, action, { code: "settled_by_hand", params: {} }, { alsoPlaybooks: true }))) {
      throw new Rejected("conflict", "A repair is under way; wait until it has ended.", { current: presentIncident(incident) });
    }
    return moveIncident(ctx, tx, incident, input.as, { settledBy: "human", humanTouched: true, actionable: input.as === "resolved", verified: false, diagnoseAt: null, leaseToken: null, leaseUntil: null }, { code: `incident_${input.as}_by_hand`, params: {} });
  });
  await ctx.bus.announceEvents();
  return presentIncident(settled);
}
