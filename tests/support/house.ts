import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContainer, type Container, type World } from "@/server/container";
import { readConfig } from "@/server/platform/config";
import { createLogger } from "@/server/platform/log";
import { createStores } from "./stores";

/** A container over real stores for one test file, and what removes all of it again. */
export interface TestHouse {
  readonly container: Container;
  readonly dataDir: string;
  close(): Promise<void>;
}

export const alertmanagerToken = "test-alertmanager-token";

/** Opens a house; `env` adds to or replaces its environment, `worlds` and `now` stand in for clusters and the clock. */
export async function openHouse(options: { env?: Record<string, string>; now?: () => Date; worlds?: Container["worlds"] } = {}): Promise<TestHouse> {
  const stores = await createStores();
  const dataDir = mkdtempSync(join(tmpdir(), "awoooi-test-"));
  const config = readConfig({
    NODE_ENV: "test",
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    AWOOOI_KEY_PREFIX: stores.keyPrefix,
    AWOOOI_DATA_DIR: dataDir,
    BETTER_AUTH_SECRET: "test-secret-test-secret-test-secret-test",
    AWOOOI_API_TOKEN: "test-api-token-0123456789",
    ALERTMANAGER_WEBHOOK_TOKEN: alertmanagerToken,
    AWOOOI_LOG_LEVEL: process.env.AWOOOI_LOG_LEVEL ?? "silent",
    ...options.env,
  });
  const container = createContainer(config, createLogger("test", config.logLevel), { ...(options.now && { now: options.now }), ...(options.worlds && { worlds: options.worlds }) });
  return {
    container,
    dataDir,
    close: async () => {
      const keys = await container.redis.keys(`${stores.keyPrefix}*`);
      if (keys.length > 0) await container.redis.del(...keys);
      await container.close();
      await stores.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type { World };
