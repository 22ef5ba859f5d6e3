import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { AppError, Fenced } from "../errors";
import type { Logger } from "../log";
import { tunables } from "../tunables";

export type { Pool };

export type Database = NodePgDatabase;
/** A running transaction; verbs that write take this, so that state and event are one commit. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

const casing = "snake_case";

/**
 * Opens the pool of one process. Queries give up on the client side too, so a frozen server cannot freeze us; the server ends a
 * transaction that falls silent, so a frozen process cannot freeze the others by its locks; and a broken idle connection is
 * logged instead of ending the process.
 */
export function connectDatabase(url: string, log: Logger, options: { poolSize?: number } = {}): { db: Database; pool: Pool } {
  const pool = new Pool({
    connectionString: url,
    max: options.poolSize ?? tunables.poolSize,
    connectionTimeoutMillis: tunables.connectTimeoutMs,
    query_timeout: tunables.queryTimeoutMs,
    statement_timeout: tunables.queryTimeoutMs,
    idle_in_transaction_session_timeout: tunables.idleTransactionMs,
    keepAlive: true,
    application_name: "awoooi",
  });
  const complain = (error: Error) => log.warn({ err: error.message }, "postgres_connection_lost");
  pool.on("error", complain);
  pool.on("connect", (client) => client.on("error", complain));
  const db = drizzle(pool, { casing });
  db.transaction = (run, settings) => transact(pool, run, settings);
  return { db, pool };
}

/**
 * Runs a transaction on a connection that always goes back to the pool; drizzle keeps it for ever when `begin` fails, so that each
 * outage would cost some. A connection that may still be inside a transaction is closed instead.
 */
async function transact<T>(pool: Pool, run: (tx: Transaction) => Promise<T>, settings: Parameters<Database["transaction"]>[1]): Promise<T> {
  const client = await pool.connect();
  let isClean = false;
  try {
    const result = await drizzle(client, { casing }).transaction(run, settings);
    isClean = true;
    return result;
  } catch (error) {
    // A refusal of ours only comes through after its rollback; any other error may be that of `begin`, `commit` or `rollback`.
    isClean = error instanceof AppError || error instanceof Fenced;
    throw error;
  } finally {
    client.release(!isClean);
  }
}
