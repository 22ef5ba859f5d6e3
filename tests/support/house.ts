import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContainer, type Container, type World } from "@/server/container";
import { readConfig } from "@/server/platform/config";
import { createLogger } from "@/server/platform/log";
import { createStores, type TestStores } from "./stores";

/** A container over real stores for one test file, and what removes all of it again. */
export interface TestHouse {
  readonly container: Container;
  readonly dataDir: string;
  /** The environment the container was made from, for processes that join it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export const alertmanagerToken = "test-alertmanager-token";

/** Opens a house; `env` adds to or replaces its environment (it may first be told the stores), `worlds` and `now` stand in for clusters and the clock. */
export async function openHouse(options: { env?: Record<string, string> | ((stores: TestStores) => Record<string, string>); now?: () => Date; worlds?: Container["worlds"] } = {}): Promise<TestHouse> {
  const stores = await createStores();
  const dataDir = mkdtempSync(join(tmpdir(), "awoooi-test-"));
  const env: Record<string, string> = {
    NODE_ENV: "test",
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    AWOOOI_KEY_PREFIX: stores.keyPrefix,
    AWOOOI_DATA_DIR: dataDir,
    BETTER_AUTH_SECRET: "test-secret-test-secret-test-secret-test",
    AWOOOI_API_TOKEN: "test-api-token-0123456789",
    ALERTMANAGER_WEBHOOK_TOKEN: alertmanagerToken,
    AWOOOI_LOG_LEVEL: process.env.AWOOOI_LOG_LEVEL ?? "silent",
    ...(typeof options.env === "function" ? options.env(stores) : options.env),
  };
  const config = readConfig(env as NodeJS.ProcessEnv);
  const container = createContainer(config, createLogger("test", config.logLevel), { ...(options.now && { now: options.now }), ...(options.worlds && { worlds: options.worlds }) });
  return {
    container,
    dataDir,
    env,
    close: async () => {
      // A Redis of the test's own may be gone by now, and its keys with it.
      const keys = await container.redis.keys(`${stores.keyPrefix}*`).catch(() => []);
      if (keys.length > 0) await container.redis.del(...keys);
      await container.close();
      await stores.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type { World };
