import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Database } from "../platform/db/client";
import { signals } from "./table";

/** Signals of one read; a storm is read over several. */
const mostSignals = 2_000;

/** The different label sets of signals after an id, and the id to go on from; equal sets are one. */
export async function readLabelsSeen(db: Database, input: { origin: Origin; afterId: string | null }): Promise<{ labelSets: Record<string, string>[]; lastId: string | null }> {
  const rows = await db
    .select({ id: signals.id, labels: signals.labels })
    .from(signals)
    .where(and(eq(signals.origin, input.origin), input.afterId === null ? sql`${signals.observedAt} > now() - interval '1 hour'` : gt(signals.id, input.afterId)))
    .orderBy(asc(signals.id))
    .limit(mostSignals);
  const distinct = new Map(rows.map((row) => [JSON.stringify(Object.entries(row.labels).sort()), row.labels]));
  return { labelSets: [...distinct.values()], lastId: rows.at(-1)?.id ?? input.afterId };
}
