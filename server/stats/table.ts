import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "../platform/db/columns";

/** Sign of life of each worker process, by database time. */
export const workerHeartbeats = pgTable("worker_heartbeats", {
  id: text().primaryKey(),
  startedAt: instant().notNull().defaultNow(),
  seenAt: instant().notNull().defaultNow(),
});
