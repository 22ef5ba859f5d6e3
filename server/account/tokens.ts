import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { ApiToken, NewApiToken } from "@/lib/contracts/api-token";
import type { Role } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import { appendEvents, type NewEvent } from "../event/append";
import { makeApiToken, type ApiTokenRow } from "../platform/auth/api-token";
import { apiTokens } from "../platform/auth/table";
import type { Ctx } from "../platform/ctx";
import { pageOf } from "../platform/cursor";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { requireOwner } from "./owner";

function presentToken(row: ApiTokenRow): ApiToken {
  const { id, name, prefix, role, createdBy } = row;
  const at = (instant: Date | null) => instant?.toISOString() ?? null;
  return { id, name, prefix, role, createdBy, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString(), lastUsedAt: at(row.lastUsedAt), revokedAt: at(row.revokedAt) };
}

/** API tokens, newest first, without their secrets. */
export async function listTokens(ctx: Ctx, input: { limit: number; cursor?: string | undefined }): Promise<{ items: ApiToken[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(apiTokens)
    .where(input.cursor === undefined ? undefined : lt(apiTokens.id, input.cursor))
    .orderBy(desc(apiTokens.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentToken, (row) => row.id);
}

/** Makes an API token; its secret is in the answer and nowhere else. @throws {Rejected} 403 for an API token and for who is no commander any more */
export async function createToken(ctx: Ctx, input: { name: string; role: Role; expiresInDays: number }): Promise<NewApiToken> {
  const { token, ...kept } = makeApiToken();
  return ctx.db.transaction(async (tx) => {
    await requireOwner(ctx, tx);
    const [row] = await tx
      .insert(apiTokens)
      .values({ id: newId("apiToken"), name: input.name, role: input.role, ...kept, createdBy: ctx.actor, expiresAt: sql`now() + make_interval(days => ${input.expiresInDays})` })
      .returning();
    if (row === undefined) throw new Error("the token was not stored");
    await appendEvents(ctx, tx, [about(row, "created")]);
    return { ...presentToken(row), token };
  });
}

function about(row: ApiTokenRow, what: "created" | "revoked"): NewEvent {
  return { type: `token.${what}`, subject: { kind: "token", id: row.id }, statement: { code: `token_${what}`, params: { name: row.name, role: row.role } } };
}

/** Revokes a token with the next commit; whoever uses it is a stranger from then on. Twice changes nothing. @throws {Rejected} 403 for an API token and for who is no commander any more, 404 */
export async function revokeToken(ctx: Ctx, input: { id: string }): Promise<ApiToken> {
  return ctx.db.transaction(async (tx) => {
    await requireOwner(ctx, tx);
    const [found] = await tx.select().from(apiTokens).where(eq(apiTokens.id, input.id)).for("update");
    if (found === undefined) throw new Rejected("not_found", "There is no such token.");
    if (found.revokedAt !== null) return presentToken(found);
    const [row] = await tx.update(apiTokens).set({ revokedAt: sql`now()` }).where(eq(apiTokens.id, input.id)).returning();
    if (row === undefined) throw new Error("the token was not stored");
    await appendEvents(ctx, tx, [about(row, "revoked")]);
    return presentToken(row);
  });
}

/** Revokes every token that a person made, inside the caller's transaction. */
export async function revokeTokensOf(ctx: Ctx, tx: Transaction, personId: string): Promise<void> {
  const rows = await tx
    .update(apiTokens)
    .set({ revokedAt: sql`now()` })
    .where(and(sql`${apiTokens.createdBy} ->> 'id' = ${personId}`, isNull(apiTokens.revokedAt)))
    .returning();
  await appendEvents(ctx, tx, rows.map((row) => about(row, "revoked")));
}
