import { sql } from "drizzle-orm";
import type { Database, Transaction } from "./client";

/** The time of the database server at this moment; inside a transaction it goes on, unlike `now()`. */
export async function readDatabaseTime(db: Database | Transaction): Promise<Date> {
  const { rows } = await db.execute<{ ms: string }>(sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms`);
  return new Date(Number(rows[0]?.ms));
}
