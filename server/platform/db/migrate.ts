import { resolve } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { Client } from "pg";

const lockKey = 7_240_591_833;
const migrationsFolder = resolve("server/platform/db/migrations");

/**
 * Brings the database to this release's schema. Safe to run from several processes at once (advisory lock), and refuses to
 * report success when a migration was skipped.
 * @throws {Error} naming what is missing or what PostgreSQL said
 */
export async function migrateDatabase(url: string): Promise<{ applied: number }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: "awoooi-migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query("set lock_timeout = '3s'");
    await migrate(drizzle(client), { migrationsFolder });
    const wanted = readMigrationFiles({ migrationsFolder }).map((migration) => migration.hash);
    const found = await client.query<{ hash: string }>("select hash from drizzle.__drizzle_migrations");
    const present = new Set(found.rows.map((row) => row.hash));
    const missing = wanted.filter((hash) => !present.has(hash));
    if (missing.length > 0) throw new Error(`${missing.length} of ${wanted.length} migrations were not applied; check the order of meta/_journal.json`);
    return { applied: wanted.length };
  } finally {
    await client.end();
  }
}
