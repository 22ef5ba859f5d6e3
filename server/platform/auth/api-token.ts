import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "../db/client";
import { tunables } from "../tunables";
import { apiTokens } from "./table";

export type ApiTokenRow = typeof apiTokens.$inferSelect;

/** Starts every API token of ours, so that a leaked one can be told from other secrets. */
const mark = "awo_";

/** Neither revoked nor expired, by the database's clock. */
export const tokenStands = and(isNull(apiTokens.revokedAt), gt(apiTokens.expiresAt, sql`now()`));

/** A new random token of 256 bits, with what is stored of it. */
export function makeApiToken(): { token: string; tokenHash: string; prefix: string } {
  const token = `${mark}${randomBytes(32).toString("base64url")}`;
  return { token, tokenHash: hashOf(token), prefix: token.slice(0, mark.length + 4) };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The standing API token that a caller shows, or null; notes its use, at most once a minute. */
export async function findApiToken(db: Database, token: string): Promise<ApiTokenRow | null> {
  if (!token.startsWith(mark)) return null;
  const [row] = await db.select().from(apiTokens).where(and(eq(apiTokens.tokenHash, hashOf(token)), tokenStands));
  if (row === undefined) return null;
  const quietSince = sql`now() - make_interval(secs => ${tunables.lastUseWriteMs / 1000})`;
  if (row.lastUsedAt === null || Date.now() - row.lastUsedAt.getTime() >= tunables.lastUseWriteMs)
    await db.update(apiTokens).set({ lastUsedAt: sql`now()` }).where(and(eq(apiTokens.id, row.id), or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, quietSince))));
  return row;
}
