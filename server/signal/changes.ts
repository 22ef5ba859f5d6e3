import { and, desc, eq, gte, inArray, isNotNull, lte } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { ChangeKind } from "@/lib/contracts/signal";
import type { Database } from "../platform/db/client";
import { signals } from "./table";

/** A change that a source reported: who says so, of what, and when it was made. */
export interface RecentChange {
  readonly id: string;
  readonly entityKey: string;
  readonly kind: ChangeKind;
  readonly at: Date;
  readonly source: (typeof signals.$inferSelect)["source"];
  /** The sender's own words, at most 300 characters; outside text. */
  readonly excerpt: string;
  readonly url: string | null;
}

/** Changes kept of one look: a busy repository must not fill it. */
const mostChanges = 200;
const maxExcerptLength = 300;

/** Changes of these entities (repositories among them) that were reported within a time, newest first; `at` is the sender's own time where it gave one. */
export async function readRecentChanges(db: Database, input: { origin: Origin; entityKeys: readonly string[]; since: Date; until: Date }): Promise<RecentChange[]> {
  if (input.entityKeys.length === 0) return [];
  const rows = await db
    .select({ id: signals.id, entityKey: signals.entityKey, change: signals.change, startsAt: signals.startsAt, observedAt: signals.observedAt, source: signals.source, name: signals.name, summary: signals.summary, url: signals.url })
    .from(signals)
    .where(
      and(
        eq(signals.origin, input.origin),
        isNotNull(signals.change),
        inArray(signals.entityKey, [...input.entityKeys]),
        gte(signals.observedAt, input.since),
        lte(signals.observedAt, input.until),
      ),
    )
    .orderBy(desc(signals.observedAt), desc(signals.id))
    .limit(mostChanges);
  return rows.flatMap((row) =>
    row.entityKey === null || row.change === null
      ? []
      : [{ id: row.id, entityKey: row.entityKey, kind: row.change, at: row.startsAt.getTime() > 0 ? row.startsAt : row.observedAt, source: row.source, excerpt: [row.name, row.summary].filter((text) => text !== "").join(": ").slice(0, maxExcerptLength), url: row.url }],
  );
}
