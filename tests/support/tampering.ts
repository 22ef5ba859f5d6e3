import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/server/platform/db/client";

/** Changes the log as a superuser of the database can: its triggers refuse it to everybody else. */
export function tamper<T>(db: Database, change: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    return change(tx);
  });
}
