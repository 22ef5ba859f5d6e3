import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { Client } from "pg";
import { migrateDatabase } from "@/server/platform/db/migrate";

/** A migrated database and a key prefix of one bench's own. */
export interface BenchStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly keyPrefix: string;
  /** The environment of a process of ours over these stores; its doors open with `benchToken`. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs statements, in order. */
  sql(...statements: string[]): Promise<void>;
  drop(): Promise<void>;
}

/** Opens every door of a process under measurement. */
export const benchToken = "bench-door-token-0123456789";

/** Makes the stores of a bench. @throws when `npm run bench` did not provide PostgreSQL and Redis */
export async function openBenchStores(): Promise<BenchStores> {
  const { DATABASE_URL: admin, REDIS_URL: redisUrl } = process.env;
  if (admin === undefined || redisUrl === undefined) throw new Error("DATABASE_URL and REDIS_URL are not set; measure with `npm run bench`");
  const name = `awoooi_bench_${randomBytes(6).toString("hex")}`;
  const run = async (url: string, statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(admin, [`create database ${name}`]);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href);
  const keyPrefix = `${name}:`;
  return {
    databaseUrl: url.href,
    redisUrl,
    keyPrefix,
    env: {
      NODE_ENV: "production",
      DATABASE_URL: url.href,
      REDIS_URL: redisUrl,
      AWOOOI_KEY_PREFIX: keyPrefix,
      AWOOOI_HOST: "127.0.0.1",
      AWOOOI_LOG_LEVEL: "info",
      BETTER_AUTH_SECRET: "bench-secret-bench-secret-bench-secret",
      ALERTMANAGER_WEBHOOK_TOKEN: benchToken,
      SIGNOZ_WEBHOOK_TOKEN: benchToken,
      KUBERNETES_WEBHOOK_TOKEN: benchToken,
      KALI_WEBHOOK_TOKEN: benchToken,
      SENTRY_CLIENT_SECRET: benchToken,
      GITHUB_WEBHOOK_SECRET: benchToken,
    },
    sql: (...statements) => run(url.href, statements),
    drop: async () => {
      const redis = new Redis(redisUrl);
      const keys = await redis.keys(`${keyPrefix}*`);
      if (keys.length > 0) await redis.unlink(...keys);
      redis.disconnect(false);
      await run(admin, [`drop database if exists ${name} with (force)`]);
    },
  };
}
