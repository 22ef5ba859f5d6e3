import { Redis } from "ioredis";
import type { Logger } from "../log";
import { tunables } from "../tunables";

export type { Redis };

/** What a connection is for; each blocking reader and each subscriber needs its own. */
export type RedisPurpose = "commands" | "reader" | "subscriber";

/**
 * Opens one connection. `commands` fails fast while Redis is away, since PostgreSQL holds the truth; `reader` and `subscriber`
 * wait and reconnect for ever. Errors are logged here, so none can end the process.
 */
export function connectRedis(url: string, purpose: RedisPurpose, log: Logger): Redis {
  const patient = purpose !== "commands";
  const redis = new Redis(url, {
    connectTimeout: 3_000,
    enableOfflineQueue: patient,
    maxRetriesPerRequest: patient ? null : 1,
    ...(patient ? {} : { commandTimeout: tunables.redisCommandTimeoutMs }),
    ...(purpose === "reader" ? { socketTimeout: tunables.streamBlockMs + 3_000 } : {}),
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 2_000) + Math.random() * 100,
  });
  redis.on("error", (error: Error) => log.warn({ err: error.message, purpose }, "redis_unreachable"));
  return redis;
}
