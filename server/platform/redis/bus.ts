import type { Redis } from "ioredis";
import type { Logger } from "../log";
import type { RedisKeys } from "./keys";

/**
 * Wake-ups between processes. Best effort by design: a lost wake-up costs delay, never a fact, because every reader also looks
 * at PostgreSQL on its own clock.
 */
export interface Bus {
  /** Puts committed inbox entries before the workers, all in one command. */
  enqueueInbox(...inboxIds: readonly string[]): Promise<void>;
  /** Says that the event log has grown. Resolves at once: whoever changed something never waits for Redis, least of all for a frozen one. */
  announceEvents(): Promise<void>;
}

/** One command for any number of entries: a command of its own for each would cost the door as much as its insert. */
const enqueue = "for _, id in ipairs(ARGV) do redis.call('XADD', KEYS[1], '*', 'inboxId', id) end";

/** One line a second tells enough of an outage. */
const complainEveryMs = 1_000;

/** A bus over Redis; failures are logged at `warn`, at most one a second, and swallowed. */
export function createBus(redis: Redis, keys: RedisKeys, log: Logger): Bus {
  let complainedAt = -Infinity;
  const attempt = async (what: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (performance.now() - complainedAt < complainEveryMs) return;
      complainedAt = performance.now();
      log.warn({ err: error instanceof Error ? error.message : String(error), what }, "bus_delayed");
    }
  };
  return {
    enqueueInbox: (...inboxIds) => attempt("enqueue", () => redis.eval(enqueue, 1, keys.signals, ...inboxIds)),
    announceEvents: () => {
      void attempt("announce", () => redis.publish(keys.events, "1"));
      return Promise.resolve();
    },
  };
}
