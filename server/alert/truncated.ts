import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { Database, Transaction } from "../platform/db/client";
import type { GroupQuery, ParsedGroup } from "../sources/port";
import { truncatedGroups } from "./table";

/** What one delivery says of its group as a whole. */
export interface GroupWord {
  readonly source: SourceName;
  readonly group: ParsedGroup;
  /** Alerts of the group that the delivery did not list; 0 when it was whole. */
  readonly hiddenCount: number;
  readonly seenAt: Date;
}

/** A short name of a sender's group; its own may be longer than an index can hold. */
export function groupHashOf(groupKey: string): string {
  return createHash("sha256").update(groupKey).digest("base64url").slice(0, 27);
}

/**
 * Keeps which groups hide alerts: the last word of each counts. A whole delivery lists all that fires in its group, so it ends
 * the mark whatever it says. A word that came before the one on record changes nothing.
 */
export async function recordGroupWords(tx: Transaction, origin: Origin, words: readonly GroupWord[]): Promise<void> {
  const last = new Map(words.map((word) => [`${word.source}\n${word.group.key}`, { ...word, groupHash: groupHashOf(word.group.key) }]));
  const hiding = [...last.values()].filter((word) => word.hiddenCount > 0);
  const whole = [...last.values()].filter((word) => word.hiddenCount === 0);
  if (hiding.length > 0) {
    await tx
      .insert(truncatedGroups)
      .values(hiding.map(({ source, group, groupHash, hiddenCount, seenAt }) => ({ origin, source, groupHash, hiddenCount, truncatedAt: seenAt, groupKey: group.key, query: group.query })))
      .onConflictDoUpdate({
        target: [truncatedGroups.origin, truncatedGroups.source, truncatedGroups.groupHash],
        set: { hiddenCount: sql`excluded.hidden_count`, truncatedAt: sql`excluded.truncated_at`, groupKey: sql`excluded.group_key`, query: sql`excluded.query` },
        setWhere: sql`${truncatedGroups.truncatedAt} <= excluded.truncated_at`,
      });
  }
  for (const source of new Set(whole.map((word) => word.source))) {
    const words = whole.filter((word) => word.source === source);
    const earlier = sql`${truncatedGroups.truncatedAt} <= (select max(word.at) from jsonb_to_recordset(${JSON.stringify(words.map((word) => ({ hash: word.groupHash, at: word.seenAt })))}::jsonb) as word(hash text, at timestamptz) where word.hash = ${truncatedGroups.groupHash})`;
    await tx.delete(truncatedGroups).where(and(eq(truncatedGroups.origin, origin), eq(truncatedGroups.source, source), inArray(truncatedGroups.groupHash, words.map((word) => word.groupHash)), earlier));
  }
}

/** A group that hides alerts, and how to ask its sender for them. */
export interface HidingGroup {
  readonly source: SourceName;
  readonly groupHash: string;
  readonly key: string;
  readonly query: GroupQuery;
  readonly truncatedAt: Date;
}

/** Groups whose sender has not been asked since they last hid alerts, longest waiting first. */
export async function readUnaskedGroups(db: Database, origin: Origin, source: SourceName, limit: number): Promise<HidingGroup[]> {
  const rows = await db
    .select()
    .from(truncatedGroups)
    .where(and(eq(truncatedGroups.origin, origin), eq(truncatedGroups.source, source), isNotNull(truncatedGroups.query), or(isNull(truncatedGroups.askedAt), lt(truncatedGroups.askedAt, truncatedGroups.truncatedAt))))
    .orderBy(asc(truncatedGroups.truncatedAt))
    .limit(limit);
  return rows.flatMap(({ groupKey, query, groupHash, truncatedAt }) => (groupKey === null || query === null ? [] : [{ source, groupHash, key: groupKey, query, truncatedAt }]));
}

/** Notes that a group's sender was asked for what it hid until `truncatedAt`; a later word asks anew. */
export async function noteAsked(db: Database, origin: Origin, { source, groupHash, truncatedAt }: HidingGroup): Promise<void> {
  await db
    .update(truncatedGroups)
    .set({ askedAt: truncatedAt })
    .where(and(eq(truncatedGroups.origin, origin), eq(truncatedGroups.source, source), eq(truncatedGroups.groupHash, groupHash)));
}
