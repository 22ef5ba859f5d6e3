import type { Redis } from "ioredis";
import type { Logger } from "../log";
import type { RedisKeys } from "./keys";

/**
 * Wake-ups between processes. Best effort by design: a lost wake-up costs delay, never a fact, because every reader also looks
 * at PostgreSQL on its own clock.
 */
export interface Bus {
  /** Puts a committed inbox entry before the workers. */
  enqueueInbox(inboxId: string): Promise<void>;
  /** Says that the event log has grown. */
  announceEvents(): Promise<void>;
}

/** A bus over Redis; failures are logged at `warn` and swallowed. */
export function createBus(redis: Redis, keys: RedisKeys, log: Logger): Bus {
  const attempt = async (what: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      log.warn({ err: error instanceof Error ? error.message : String(error), what }, "bus_delayed");
    }
  };
  return {
    enqueueInbox: (inboxId) => attempt("enqueue", () => redis.xadd(keys.signals, "*", "inboxId", inboxId)),
    announceEvents: () => attempt("announce", () => redis.publish(keys.events, "1")),
  };
}
