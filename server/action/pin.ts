import { sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityKind } from "@/lib/contracts/entity";
import type { LedgerEntry, Standing } from "@/lib/contracts/policy";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { autonomyPins } from "../policy/table";
import { readLedgerEntry } from "./ledger";
import type { ActionType } from "./ledger-counts";

/**
 * The commander's word on an action type: pinned to ask or to allowed, earning again, or demoted so that it starts over. Repeating a
 * pin changes nothing and leaves no second event; a demotion is one each time.
 * @throws {Rejected} 422 for a kind that does not exist, or to allow what only humans may do
 */
export async function pinLedger(ctx: Ctx, input: ActionType & { origin: Origin; standing: Standing; demote: boolean; reason: string }): Promise<LedgerEntry> {
  const { origin, tool, standing, demote, reason } = input;
  if (!entityKind.safeParse(input.entityKind).success) throw new Rejected("unprocessable", "There is no such kind of entity.", { issues: [{ path: "entityKind", message: "unknown" }] });
  if (tool === "run_playbook" && standing === "allowed") throw new Rejected("unprocessable", "A playbook is carried out by humans; it always asks.");
  const key = { origin, tool, entityKind: input.entityKind };
  const entry = await ctx.db.transaction(async (tx) => {
    // One word at a time on an action type, also on one that has no row to lock yet.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`pin/${origin}/${tool}/${input.entityKind}`}, 0))`);
    const before = await readLedgerEntry(ctx, tx, key);
    if (before.standing === standing && !demote) return before;
    const said = { standing, reason, changedBy: ctx.actor, changedAt: sql`now()`, ...(demote ? { demotedAt: await ctx.databaseNow(tx) } : {}) };
    await tx.insert(autonomyPins).values({ ...key, ...said }).onConflictDoUpdate({ target: [autonomyPins.origin, autonomyPins.tool, autonomyPins.entityKind], set: said });
    const statement = { code: demote ? "autonomy_demoted" : "autonomy_pinned", params: { tool, standing, reason } };
    await appendEvents(ctx, tx, [{ type: "automation.pinned", subject: { kind: "automation", id: `${origin}/${tool}/${input.entityKind}` }, origin, statement }]);
    return readLedgerEntry(ctx, tx, key);
  });
  await ctx.bus.announceEvents();
  return entry;
}
