import type { Readiness } from "@/lib/contracts/health";
import type { Container } from "../container";
import { messageOf } from "../platform/errors";
import type { Logger } from "../platform/log";
import { tunables } from "../platform/tunables";

type Dependency = Readiness["dependencies"][string];

const fine: Dependency = { ok: true, reason: null };

/** The reason is read by anybody, so it holds the remedy and never what the store said, which names addresses. */
async function check(log: Logger, store: "postgres" | "redis", remedy: string, ask: () => Promise<unknown>): Promise<Dependency> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error("no answer in time")), tunables.readinessTimeoutMs)));
  try {
    await Promise.race([ask(), late]);
    return fine;
  } catch (error) {
    log.warn({ err: messageOf(error), store }, "not_ready");
    return { ok: false, reason: remedy };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the door can take deliveries: it needs PostgreSQL, and names Redis without needing it. */
export async function readIngressReadiness({ log, pool, redis }: Container, isDraining: boolean): Promise<Readiness> {
  const [postgres, redisState] = await Promise.all([
    check(log, "postgres", "PostgreSQL does not answer; check DATABASE_URL.", () => pool.query("select 1")),
    check(log, "redis", "Redis does not answer, deliveries are accepted and wait; check REDIS_URL.", () => redis.ping()),
  ]);
  const process: Dependency = isDraining ? { ok: false, reason: "This process is shutting down." } : fine;
  return { ready: postgres.ok && process.ok, dependencies: { postgres, redis: redisState, process } };
}
