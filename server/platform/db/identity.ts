import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Database } from "./client";

/**
 * Which database this is: 12 hex digits that stay through restarts, other addresses and a failover, and differ between clusters and
 * between the databases of one cluster. Nobody can change them from within the database.
 */
export async function readDatabaseIdentity(db: Database): Promise<string> {
  const { rows } = await db.execute<{ cluster: string; name: string }>(sql`select system_identifier::text as cluster, current_database() as name from pg_control_system()`);
  const [row] = rows;
  if (row === undefined) throw new Error("PostgreSQL did not say which cluster it is");
  return createHash("sha256").update(`${row.cluster}/${row.name}`).digest("hex").slice(0, 12);
}
