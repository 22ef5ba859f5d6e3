import { and, desc, eq, ne } from "drizzle-orm";
import type { ActionStatus } from "@/lib/contracts/action";
import type { Precedent } from "@/lib/contracts/approval";
import type { Actor } from "@/lib/contracts/common";
import { actions } from "../action/table";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { approvals } from "./table";

/** Earlier attempts at most looked at; what is older says little about the target of today. */
const lookedAt = 100;

/** An earlier proposal of the same action, newest first in a list. */
export interface EarlierAction {
  readonly status: ActionStatus;
  readonly automatic: boolean;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: Actor | null;
  readonly denied: boolean;
  readonly reason: string | null;
}

/** Sums up what became of earlier proposals, newest first; what never ran counts only as a denial. */
export function sumUpPrecedent(earlier: readonly EarlierAction[]): Precedent {
  const ran = earlier.filter((action) => action.startedAt !== null);
  const vain: readonly ActionStatus[] = ["failed", "rolled_back", "outcome_unknown"];
  const last = ran[0];
  const denial = earlier.find((action) => action.denied);
  return {
    ran: ran.length,
    verified: ran.filter((action) => action.status === "succeeded").length,
    failed: ran.filter((action) => vain.includes(action.status)).length,
    last: last?.startedAt == null ? null : { at: (last.finishedAt ?? last.startedAt).toISOString(), automatic: last.automatic, status: last.status, by: last.automatic ? null : last.decidedBy },
    lastDenial: denial?.decidedAt == null || denial.decidedBy === null ? null : { at: denial.decidedAt.toISOString(), by: denial.decidedBy, reason: denial.reason },
  };
}

/** What became of the same tool on the same target before this approval's action was proposed. @throws {Rejected} 404 */
export async function readPrecedent(ctx: Ctx, input: { id: string }): Promise<Precedent> {
  const [asked] = await ctx.db.select({ id: actions.id, origin: actions.origin, tool: actions.tool, targetKey: actions.targetKey }).from(approvals).innerJoin(actions, eq(actions.id, approvals.actionId)).where(eq(approvals.id, input.id));
  if (asked === undefined) throw new Rejected("not_found", "There is no such approval.");
  const earlier = await ctx.db
    .select({ status: actions.status, automatic: actions.automatic, startedAt: actions.startedAt, finishedAt: actions.finishedAt, decidedAt: approvals.decidedAt, decidedBy: approvals.decidedBy, approval: approvals.status, reason: approvals.reason })
    .from(actions)
    .leftJoin(approvals, eq(approvals.actionId, actions.id))
    .where(and(eq(actions.origin, asked.origin), eq(actions.targetKey, asked.targetKey), eq(actions.tool, asked.tool), ne(actions.id, asked.id)))
    .orderBy(desc(actions.createdAt), desc(actions.id))
    .limit(lookedAt);
  return sumUpPrecedent(earlier.map(({ approval, ...row }) => ({ ...row, denied: approval === "denied" })));
}
