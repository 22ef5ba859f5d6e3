import { createHash } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { Transaction } from "../platform/db/client";
import { truncatedGroups } from "./table";

/** What one delivery says of its group as a whole. */
export interface GroupWord {
  readonly source: SourceName;
  readonly groupHash: string;
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
  const last = new Map(words.map((word) => [`${word.source}\n${word.groupHash}`, word]));
  const hiding = [...last.values()].filter((word) => word.hiddenCount > 0);
  const whole = [...last.values()].filter((word) => word.hiddenCount === 0);
  if (hiding.length > 0) {
    await tx
      .insert(truncatedGroups)
      .values(hiding.map(({ source, groupHash, hiddenCount, seenAt }) => ({ origin, source, groupHash, hiddenCount, truncatedAt: seenAt })))
      .onConflictDoUpdate({
        target: [truncatedGroups.origin, truncatedGroups.source, truncatedGroups.groupHash],
        set: { hiddenCount: sql`excluded.hidden_count`, truncatedAt: sql`excluded.truncated_at` },
        setWhere: sql`${truncatedGroups.truncatedAt} <= excluded.truncated_at`,
      });
  }
  for (const source of new Set(whole.map((word) => word.source))) {
    const words = whole.filter((word) => word.source === source);
    const earlier = sql`${truncatedGroups.truncatedAt} <= (select max(word.at) from jsonb_to_recordset(${JSON.stringify(words.map((word) => ({ hash: word.groupHash, at: word.seenAt })))}::jsonb) as word(hash text, at timestamptz) where word.hash = ${truncatedGroups.groupHash})`;
    await tx.delete(truncatedGroups).where(and(eq(truncatedGroups.origin, origin), eq(truncatedGroups.source, source), inArray(truncatedGroups.groupHash, words.map((word) => word.groupHash)), earlier));
  }
}
