import { and, asc, eq, getTableColumns, gt, max, sql } from "drizzle-orm";
import type { Person } from "@/lib/contracts/account";
import type { Role } from "@/lib/contracts/common";
import { appendEvents } from "../event/append";
import { isAbove } from "../platform/auth/role";
import { session, user } from "../platform/auth/table";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { requireOwner } from "./owner";
import { revokeTokensOf } from "./tokens";

type UserRow = typeof user.$inferSelect;

function presentPerson(row: UserRow, lastSeenAt: Date | null): Person {
  return { id: row.id, name: row.name, email: row.email, role: row.role, createdAt: row.createdAt.toISOString(), lastSeenAt: lastSeenAt?.toISOString() ?? null };
}

/** Everybody who can sign in, by name; a workspace has few, so there is one page. */
export async function listPeople(ctx: Ctx): Promise<{ items: Person[]; nextCursor: null }> {
  const rows = await ctx.db
    .select({ ...getTableColumns(user), seenAt: max(session.updatedAt) })
    .from(user)
    .leftJoin(session, and(eq(session.userId, user.id), gt(session.expiresAt, sql`now()`)))
    .groupBy(user.id)
    .orderBy(asc(user.name), asc(user.id));
  return { items: rows.map(({ seenAt, ...row }) => presentPerson(row, seenAt)), nextCursor: null };
}

/** Locks all commanders, so that two of them cannot leave at once, and then the one that is meant. @throws {Rejected} 403, 404 */
async function lockPerson(ctx: Ctx, tx: Transaction, id: string): Promise<{ person: UserRow; isLastCommander: boolean }> {
  const commanders = await tx.select({ id: user.id }).from(user).where(eq(user.role, "commander")).orderBy(asc(user.id)).for("update");
  await requireOwner(ctx, tx);
  const [person] = await tx.select().from(user).where(eq(user.id, id)).for("update");
  if (person === undefined) throw new Rejected("not_found", "There is no such person.");
  return { person, isLastCommander: commanders.length === 1 && commanders[0]?.id === id };
}

/**
 * Gives somebody another role, which their sessions have at once; whoever loses a role loses the API tokens they made with it.
 * Saying it twice changes nothing and leaves no second event.
 * @throws {Rejected} 403 for an API token and for who is no commander any more, 404, 409 for the last commander
 */
export async function changePersonRole(ctx: Ctx, input: { id: string; role: Role }): Promise<Person> {
  return ctx.db.transaction(async (tx) => {
    const { person, isLastCommander } = await lockPerson(ctx, tx, input.id);
    if (person.role === input.role) return presentPerson(person, null);
    if (isLastCommander) throw new Rejected("conflict", "This is the last commander; make another one first.");
    const [changed] = await tx.update(user).set({ role: input.role, updatedAt: sql`now()` }).where(eq(user.id, input.id)).returning();
    if (changed === undefined) throw new Error("the role was not stored");
    if (isAbove(person.role, input.role)) await revokeTokensOf(ctx, tx, person.id);
    await appendEvents(ctx, tx, [{ type: "account.role_changed", subject: { kind: "account", id: person.id }, statement: { code: "account_role_changed", params: { name: person.name, before: person.role, role: input.role } } }]);
    return presentPerson(changed, null);
  });
}

/**
 * Removes somebody: their sessions end with the same commit, the API tokens they made are revoked, what they did stays on the log.
 * @throws {Rejected} 403 for an API token and for who is no commander any more, 404, 409 for the last commander
 */
export async function removePerson(ctx: Ctx, input: { id: string }): Promise<Person> {
  return ctx.db.transaction(async (tx) => {
    const { person, isLastCommander } = await lockPerson(ctx, tx, input.id);
    if (isLastCommander) throw new Rejected("conflict", "This is the last commander; make another one first.");
    await revokeTokensOf(ctx, tx, person.id);
    await tx.delete(user).where(eq(user.id, input.id));
    await appendEvents(ctx, tx, [{ type: "account.removed", subject: { kind: "account", id: person.id }, statement: { code: "account_removed", params: { name: person.name, role: person.role } } }]);
    return presentPerson(person, null);
  });
}
