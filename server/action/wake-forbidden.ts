import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { targetOf } from "../decision/compute-blast-radius";
import { incidents } from "../incident/table";
import { readActiveWindow } from "../maintenance-window/read";
import type { Ctx } from "../platform/ctx";
import { readStandingPolicies } from "../policy/read";
import { judgeAction, type StandingPolicies } from "../policy/rules";
import { frozenCallOf, type ActionRow } from "./change";
import { actions } from "./table";

/** Incidents read at once; all of them are looked at. */
const pageSize = 200;

const newestActionId = sql`(select newest.id from actions newest where newest.incident_id = ${incidents.id} order by newest.id desc limit 1)`;

async function isStillForbidden(ctx: Ctx, action: ActionRow, policies: StandingPolicies, now: Date): Promise<boolean> {
  if (action.policyFacts === null) return true;
  const window = await readActiveWindow(ctx.db, { origin: action.origin, entityRef: targetOf(frozenCallOf(action)), at: now });
  return judgeAction({ ...action.policyFacts, activeWindow: window?.name ?? null }, policies).verdict === "forbid";
}

/**
 * Has every open incident looked at again whose repair was forbidden by a maintenance window or a policy that forbids it no longer:
 * the window ended or was taken away, or the policy was changed. Nothing else would come back to it. What the mode forbids is
 * `changeMode`'s.
 */
export async function wakeForbidden(ctx: Ctx): Promise<void> {
  const now = await ctx.databaseNow(ctx.db);
  let policies: StandingPolicies | null = null;
  for (let after = ""; ; ) {
    const page = await ctx.db
      .select({ incidentId: incidents.id, action: actions })
      .from(incidents)
      .innerJoin(actions, eq(actions.id, newestActionId))
      .where(
        and(
          gt(incidents.id, after),
          eq(incidents.status, "investigating"),
          isNull(incidents.settledAt),
          isNull(incidents.diagnoseAt),
          eq(actions.status, "cancelled"),
          sql`${actions.outcome} ->> 'code' = 'forbidden' and ${actions.policyFacts} ->> 'mode' <> 'observe'`,
        ),
      )
      .orderBy(asc(incidents.id))
      .limit(pageSize);
    for (const { incidentId, action } of page) {
      policies ??= await readStandingPolicies(ctx.db);
      if (await isStillForbidden(ctx, action, policies, now)) continue;
      // Another worker may have woken it meanwhile, and its look may be over.
      await ctx.db.update(incidents).set({ diagnoseAt: ctx.now() }).where(and(eq(incidents.id, incidentId), isNull(incidents.settledAt), isNull(incidents.diagnoseAt), eq(newestActionId, action.id)));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.incidentId;
  }
}
