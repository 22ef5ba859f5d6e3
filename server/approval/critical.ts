import { and, count, eq } from "drizzle-orm";
import type { ActionRow } from "../action/change";
import { user } from "../platform/auth/table";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import type { ApprovalRow } from "./change";
import { requireApproval } from "./lock";
import type { FirstApproval } from "./table";

/** What a yes to a critical risk amounts to: the first of two, or enough. `alone` when one commander answers for all there are. */
export type CriticalYes = { readonly kind: "first"; readonly firstApproval: FirstApproval } | { readonly kind: "repeated" } | { readonly kind: "enough"; readonly alone: boolean };

interface Yes {
  readonly action: ActionRow;
  readonly approval: ApprovalRow;
  readonly confirmName: string | undefined;
  readonly authenticatedAt: Date | null;
  readonly idempotencyKey: string;
  /** Hash of what exactly would run. */
  readonly argsHash: string;
  readonly now: Date;
}

async function countCommanders(tx: Transaction): Promise<number> {
  const [row] = await tx.select({ n: count() }).from(user).where(eq(user.role, "commander"));
  return row?.n ?? 0;
}

/** The first yes, as long as its author is still a commander: whoever was demoted no longer speaks. */
async function standingFirst(tx: Transaction, { firstApproval }: ApprovalRow): Promise<FirstApproval | null> {
  if (firstApproval === null) return null;
  const [author] = await tx.select({ id: user.id }).from(user).where(and(eq(user.id, firstApproval.by.id), eq(user.role, "commander")));
  return author === undefined ? null : firstApproval;
}

/**
 * Four eyes for a critical risk. Only a human who types the name of the target; with two or more commanders two different ones who
 * mean the same arguments, with a single one somebody who proved who they are within the last minutes.
 * @throws {Rejected} 403 when it is no human or the sign-in is too old, 409 when the same commander would count twice, 422 for a wrong name
 */
export async function weighCriticalYes(ctx: Ctx, tx: Transaction, yes: Yes): Promise<CriticalYes> {
  const { approval, action, now } = yes;
  const current = async () => requireApproval(tx, approval.id);
  if (ctx.actor.kind !== "human") throw new Rejected("step_up_required", "Only a signed-in human may approve a critical risk.");
  if (yes.confirmName !== action.args.name) throw new Rejected("unprocessable", "Type the name of the target to approve a critical risk.", { issues: [{ path: "confirmName", message: "is not the target's name" }], current: await current() });
  if ((await countCommanders(tx)) >= 2) {
    const first = await standingFirst(tx, approval);
    if (first === null) return { kind: "first", firstApproval: { by: ctx.actor, at: now.toISOString(), idempotencyKey: yes.idempotencyKey, argsHash: yes.argsHash } };
    if (first.by.id === ctx.actor.id && first.idempotencyKey === yes.idempotencyKey) return { kind: "repeated" };
    if (first.by.id === ctx.actor.id) throw new Rejected("conflict", "Another commander has to approve this, too.", { current: await current() });
    if (first.argsHash !== yes.argsHash) throw new Rejected("conflict", `${first.by.name} approved other arguments; approve the same, or deny.`, { current: await current() });
    return { kind: "enough", alone: false };
  }
  const provenMs = yes.authenticatedAt === null ? Infinity : now.getTime() - yes.authenticatedAt.getTime();
  if (provenMs > tunables.stepUpMs) throw new Rejected("step_up_required", "Sign in again to approve a critical risk alone.", { current: await current() });
  return { kind: "enough", alone: true };
}
