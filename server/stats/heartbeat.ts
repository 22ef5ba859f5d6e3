import { lt, max, sql } from "drizzle-orm";
import type { Database } from "../platform/db/client";
import { workerHeartbeats } from "./table";

/** Says that a worker process lives, by database time, and forgets those silent for a day. */
export async function beatWorker(db: Database, id: string): Promise<void> {
  await db.insert(workerHeartbeats).values({ id }).onConflictDoUpdate({ target: workerHeartbeats.id, set: { seenAt: sql`now()` } });
  await db.delete(workerHeartbeats).where(lt(workerHeartbeats.seenAt, sql`now() - interval '1 day'`));
}

/** Milliseconds since any worker spoke, or null when none ever did. */
export async function readWorkerSilenceMs(db: Database): Promise<number | null> {
  const [row] = await db.select({ ms: sql<number | null>`extract(epoch from now() - ${max(workerHeartbeats.seenAt)}) * 1000`.mapWith(Number) }).from(workerHeartbeats);
  return row?.ms === undefined || row.ms === null || Number.isNaN(row.ms) ? null : row.ms;
}
