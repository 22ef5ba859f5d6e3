import { and, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { role as roleSchema, type Role } from "@/lib/contracts/common";
import type { Database } from "../db/client";
import { tunables } from "../tunables";
import { tokenStands } from "./api-token";
import { apiTokens, session, user } from "./table";

const ago = (ms: number) => sql`now() - make_interval(secs => ${ms / 1000})`;

/** Neither past its absolute end nor idle for too long, by the database's clock. */
const sessionStands = and(gt(session.expiresAt, sql`now()`), gt(session.createdAt, ago(tunables.sessionMaxMs)), gt(session.updatedAt, ago(tunables.sessionIdleMs)));

/** Notes that sessions were used, at most once a minute each. */
async function touchSessions(db: Database, ids: readonly string[]): Promise<void> {
  await db.update(session).set({ updatedAt: sql`now()` }).where(and(inArray(session.id, [...ids]), lt(session.updatedAt, ago(tunables.lastUseWriteMs)), sessionStands));
}

/** Whether a session may still be used; notes its use. better-auth itself knows only the absolute end. */
export async function keepSession(db: Database, used: { id: string; createdAt: Date; updatedAt: Date }): Promise<boolean> {
  const [unusedMs, ageMs] = [Date.now() - used.updatedAt.getTime(), Date.now() - used.createdAt.getTime()];
  if (unusedMs > tunables.sessionIdleMs || ageMs > tunables.sessionMaxMs) return false;
  if (unusedMs >= tunables.lastUseWriteMs) await touchSessions(db, [used.id]);
  return true;
}

/** What a caller was let in with: a session, an API token, or the token of the environment, which stands as long as the process. */
export type Credential = `session:${string}` | `token:${string}` | "environment";

const idsOf = (credentials: readonly Credential[], kind: string) => credentials.flatMap((each) => (each.startsWith(`${kind}:`) ? [each.slice(kind.length + 1)] : []));

/** Which of these credentials still stand and with which role, in one look however many there are; watching counts as use. */
export async function readStanding(db: Database, credentials: readonly Credential[]): Promise<ReadonlyMap<Credential, Role>> {
  const [sessionIds, tokenIds] = [idsOf(credentials, "session"), idsOf(credentials, "token")];
  const [sessions, tokens] = await Promise.all([
    sessionIds.length === 0 ? [] : db.select({ id: session.id, role: user.role }).from(session).innerJoin(user, eq(user.id, session.userId)).where(and(inArray(session.id, sessionIds), sessionStands)),
    tokenIds.length === 0 ? [] : db.select({ id: apiTokens.id, role: apiTokens.role }).from(apiTokens).where(and(inArray(apiTokens.id, tokenIds), tokenStands)),
  ]);
  if (sessions.length > 0) await touchSessions(db, sessions.map((row) => row.id));
  const standing = new Map<Credential, Role>([["environment", "commander"]]);
  for (const row of sessions) standing.set(`session:${row.id}`, roleSchema.catch("viewer").parse(row.role));
  for (const row of tokens) standing.set(`token:${row.id}`, row.role);
  return standing;
}
