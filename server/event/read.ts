import { and, asc, desc, eq, gt, isNotNull } from "drizzle-orm";
import type { Database, Transaction } from "../platform/db/client";
import { events } from "./table";

export type EventRow = typeof events.$inferSelect;

/** Sealed events after `chainSeq`, in the chain's order: following it skips nothing, whenever it was committed. */
export function readSealedEvents(db: Database | Transaction, input: { afterChainSeq: number; limit: number }): Promise<EventRow[]> {
  return db.select().from(events).where(gt(events.chainSeq, input.afterChainSeq)).orderBy(asc(events.chainSeq)).limit(input.limit);
}

/** The place of the newest sealed event, 0 on an empty log. */
export async function readChainHead(db: Database | Transaction): Promise<number> {
  const [head] = await db.select({ chainSeq: events.chainSeq }).from(events).where(isNotNull(events.chainSeq)).orderBy(desc(events.chainSeq)).limit(1);
  return head?.chainSeq ?? 0;
}

/** Sealed events of one incident after the given place in the chain, in the chain's order. */
export function readIncidentEvents(db: Database, input: { incidentId: string; afterChainSeq: number; limit: number }): Promise<EventRow[]> {
  return db
    .select()
    .from(events)
    .where(and(eq(events.incidentId, input.incidentId), gt(events.chainSeq, input.afterChainSeq)))
    .orderBy(asc(events.chainSeq))
    .limit(input.limit);
}
