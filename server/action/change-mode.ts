import { and, eq, isNull, sql } from "drizzle-orm";
import type { OperatingMode } from "@/lib/contracts/automation";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import { setMode } from "../policy/automation";

/**
 * Sets the operating mode of the live workspace. Once it is more than `observe`, every open incident whose repair only the mode had
 * forbidden is looked at again: nothing else would come back to it.
 */
export async function changeMode(ctx: Ctx, input: { mode: OperatingMode; configured: OperatingMode }): Promise<void> {
  await setMode(ctx, input);
  if (input.mode === "observe") return;
  const newest = sql`(select outcome from actions where actions.incident_id = ${incidents.id} order by actions.id desc limit 1)`;
  await ctx.db
    .update(incidents)
    .set({ diagnoseAt: ctx.now() })
    .where(and(eq(incidents.origin, "live"), isNull(incidents.settledAt), isNull(incidents.diagnoseAt), sql`${newest} -> 'params' ->> 'rule' = 'mode'`));
}
