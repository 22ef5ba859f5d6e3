import { and, desc, eq, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { DeadLetter, InboxEntryState } from "@/lib/contracts/dead-letter";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { inboxEntries } from "./table";

/** As the partial index says it. */
const isDead = sql`${inboxEntries.status} = 'dead'`;

/** Outside text that neither moves a cursor, turns the direction of writing, nor hides; line ends stay. */
function safeText(bytes: Buffer): string {
  return bytes.toString("utf8").replaceAll(/[^\P{C}\n\r\t]/gu, "\u{FFFD}");
}

/** One page of the inbox entries that failed every attempt, newest first; a piece of each body only when asked for. */
export async function listDeadLetters(ctx: Ctx, input: { origin?: Origin | undefined; limit: number; cursor?: string | undefined; withExcerpt: boolean }): Promise<{ items: DeadLetter[]; nextCursor: string | null }> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const rows = await ctx.db
    .select({
      id: inboxEntries.id,
      origin: inboxEntries.origin,
      source: inboxEntries.source,
      receivedAt: inboxEntries.receivedAt,
      attempts: inboxEntries.attempts,
      lastError: inboxEntries.lastError,
      sizeBytes: sql<number>`octet_length(${inboxEntries.body})`,
      head: sql<Buffer>`substring(${inboxEntries.body} from 1 for ${input.withExcerpt ? tunables.deadLetterExcerptBytes : 0})`,
    })
    .from(inboxEntries)
    .where(
      and(
        isDead,
        input.origin === undefined ? undefined : eq(inboxEntries.origin, input.origin),
        after === null ? undefined : sql`(${inboxEntries.receivedAt}, ${inboxEntries.id}) < (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(inboxEntries.receivedAt), desc(inboxEntries.id))
    .limit(input.limit + 1);
  const present = ({ head, receivedAt, ...row }: (typeof rows)[number]): DeadLetter => ({ ...row, receivedAt: receivedAt.toISOString(), excerpt: input.withExcerpt ? safeText(head) : null });
  return pageOf(rows, input.limit, present, (row) => encodeCursor(row.receivedAt, row.id));
}

/**
 * Has a dead letter tried again with all its attempts, and wakes a worker; one event. An entry that is no longer dead stays as it
 * is, so that saying it twice does it once.
 * @throws {Rejected} 404
 */
export async function requeueDeadLetter(ctx: Ctx, input: { id: string }): Promise<InboxEntryState> {
  const { status, revived } = await ctx.db.transaction(async (tx) => {
    const [row] = await tx.select({ status: inboxEntries.status, origin: inboxEntries.origin, source: inboxEntries.source }).from(inboxEntries).where(eq(inboxEntries.id, input.id)).for("update");
    if (row === undefined) throw new Rejected("not_found", "There is no such delivery.");
    if (row.status !== "dead") return { status: row.status, revived: false };
    await tx.update(inboxEntries).set({ status: "waiting", attempts: 0, processedAt: null, leaseToken: null, leaseUntil: null }).where(eq(inboxEntries.id, input.id));
    await appendEvents(ctx, tx, [{ type: "inbox.requeued", subject: { kind: "inbox", id: input.id }, origin: row.origin, statement: { code: "inbox_requeued", params: { source: row.source } } }]);
    return { status: "waiting" as const, revived: true };
  });
  if (revived) {
    await ctx.bus.enqueueInbox(input.id);
    await ctx.bus.announceEvents();
  }
  return { id: input.id, status };
}
