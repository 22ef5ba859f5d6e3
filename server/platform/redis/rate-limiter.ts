import { Rejected, messageOf } from "../errors";
import type { Logger } from "../log";
import { tunables } from "../tunables";
import type { Redis } from "./client";
import type { RedisKeys } from "./keys";

/** So many in one window. */
export interface Limit {
  readonly limit: number;
  readonly windowMs: number;
}

/** Counts what callers do, over all processes. */
export interface RateLimiter {
  /** Counts one. @throws {Rejected} 429 with the seconds to wait once the window is full */
  take(name: string, limit: Limit): Promise<void>;
  /** Starts a window anew, for a caller that proved itself. */
  forget(name: string): Promise<void>;
}

interface Counter {
  count: number;
  endsAt: number;
}

const countInRedis = `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('PTTL', KEYS[1])}`;

/** A limiter in Redis. While Redis is away each process counts for itself: the limit then holds per process instead of not at all. */
export function createRateLimiter(redis: Redis, keys: RedisKeys, log: Logger): RateLimiter {
  const local = new Map<string, Counter>();

  const countLocally = (name: string, { windowMs }: Limit): [count: number, leftMs: number] => {
    const now = performance.now();
    if (local.size >= tunables.maxLocalCounters) for (const [key, counter] of local) if (counter.endsAt <= now) local.delete(key);
    // Too many callers at once to tell them apart: the rest is one caller.
    const key = local.has(name) || local.size < tunables.maxLocalCounters ? name : "*";
    const found = local.get(key);
    const counter = found !== undefined && found.endsAt > now ? found : { count: 0, endsAt: now + windowMs };
    counter.count += 1;
    local.set(key, counter);
    return [counter.count, counter.endsAt - now];
  };

  const count = async (name: string, limit: Limit): Promise<[number, number]> => {
    try {
      return (await redis.eval(countInRedis, 1, keys.limit(name), limit.windowMs)) as [number, number];
    } catch (error) {
      log.warn({ err: messageOf(error) }, "rate_limit_counted_locally");
      return countLocally(name, limit);
    }
  };

  return {
    forget: async (name) => {
      local.delete(name);
      await redis.del(keys.limit(name)).catch((error: unknown) => log.warn({ err: messageOf(error) }, "rate_limit_not_forgotten"));
    },
    take: async (name, limit) => {
      const [taken, leftMs] = await count(name, limit);
      if (taken > limit.limit) throw new Rejected("too_many_requests", "Too many requests; wait and try again.", { retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) });
    },
  };
}
