import { eq } from "drizzle-orm";
import type { Action, PlaybookStep } from "@/lib/contracts/action";
import { appendEvents } from "../event/append";
import { lockIncident, moveIncident } from "../incident/change";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { callOf, lockAction, moveAction, setSteps } from "./change";
import { presentAction } from "./present";
import { actions } from "./table";

/**
 * Ticks step `n` (from 1) of a playbook that is under way, the first open one, with one event that says who. Once all are ticked the
 * action is verified like any other. Ticking a ticked step again changes nothing.
 * @throws {Rejected} 403 for anyone but a signed-in human, 404, 409 when it is not under way or another step comes first
 */
export async function tickStep(ctx: Ctx, input: { id: string; n: number }): Promise<Action> {
  if (ctx.actor.kind !== "human") throw new Rejected("forbidden", "Only a signed-in human may tick the steps of a playbook.");
  const ticked = await ctx.db.transaction(async (tx) => {
    const [seen] = await tx.select({ incidentId: actions.incidentId }).from(actions).where(eq(actions.id, input.id));
    const incident = seen === undefined ? null : await lockIncident(tx, seen.incidentId);
    const action = incident === null ? null : await lockAction(tx, input.id);
    const step = action?.steps?.[input.n - 1];
    if (incident === null || action?.steps == null || step === undefined) throw new Rejected("not_found", "There is no such step.");
    if (step.tickedAt !== null) return action;
    if (action.status !== "running" || action.mayHaveRunAt === null) throw new Rejected("already_settled", `This playbook is ${action.status}; nothing can be ticked.`, { current: presentAction(action) });
    if (action.steps.findIndex((each) => each.tickedAt === null) !== input.n - 1) throw new Rejected("conflict", "An earlier step is still open; they are done in order.", { current: presentAction(action) });
    const now = await ctx.databaseNow(tx);
    const steps = action.steps.map((each, index): PlaybookStep => (index === input.n - 1 ? { ...each, tickedAt: now.toISOString(), tickedBy: ctx.actor } : each));
    await appendEvents(ctx, tx, [
      { type: "action.step_ticked", subject: { kind: "action", id: action.id }, incidentId: incident.id, origin: action.origin, statement: { code: "step_ticked", params: { name: callOf(action).args.name, step: input.n, of: steps.length } } },
    ]);
    if (steps.some((each) => each.tickedAt === null)) return setSteps(tx, action, steps);
    const verifying = await moveAction(ctx, tx, action, "verifying", { steps, verifyUntil: new Date(now.getTime() + tunables.verifyWindowMs[action.origin]), leaseToken: null, leaseUntil: null });
    await moveIncident(ctx, tx, incident, "verifying");
    return verifying;
  });
  await ctx.bus.announceEvents();
  return presentAction(ticked);
}
