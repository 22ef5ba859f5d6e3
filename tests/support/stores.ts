import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** Real stores of one test file: a database of its own and a Redis key prefix of its own. */
export interface TestStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly keyPrefix: string;
  drop(): Promise<void>;
}

/** Makes the stores of a test file. @throws when `npm test` did not provide PostgreSQL and Redis */
export async function createStores(): Promise<TestStores> {
  const { DATABASE_URL: admin, REDIS_URL: redisUrl } = process.env;
  if (admin === undefined || redisUrl === undefined) throw new Error("DATABASE_URL and REDIS_URL are not set; run the tests with `npm test`");
  const name = `awoooi_test_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: admin });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name} template ${inject("templateDatabase")}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { databaseUrl: url.href, redisUrl, keyPrefix: `${name}:`, drop: () => run(`drop database if exists ${name} with (force)`) };
}
