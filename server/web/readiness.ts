import type { Readiness } from "@/lib/contracts/health";
import type { Container } from "../container";
import { messageOf } from "../platform/errors";
import type { Logger } from "../platform/log";
import { tunables } from "../platform/tunables";
import { readWorkerSilenceMs } from "../stats/heartbeat";
import type { Web } from "./web";

type Dependency = Readiness["dependencies"][string];

const fine: Dependency = { ok: true, reason: null };

/** The reason is read by anybody, so it holds the remedy and never what the store said, which names addresses. */
async function check(log: Logger, remedy: string, run: () => Promise<string | null>): Promise<Dependency> {
  try {
    const reason = await run();
    return reason === null ? fine : { ok: false, reason };
  } catch (error) {
    log.warn({ err: messageOf(error) }, "not_ready");
    return { ok: false, reason: remedy };
  }
}

/** Redis must keep what it is given: everything else is a warning to the operator before it is a loss. */
function durabilityFault(info: string, policy: string | undefined): string | null {
  if (!/^aof_enabled:1/m.test(info)) return "Redis keeps no append-only file; set appendonly yes and appendfsync everysec.";
  return policy === "noeviction" ? null : `Redis may evict data (${policy ?? "unknown policy"}); set maxmemory-policy noeviction.`;
}

/** Anybody may ask, and often: whoever asks while the stores are being asked shares the answer, so that no flood takes their connections. */
const asking = new WeakMap<Container, ReturnType<typeof askStores>>();

function checkStores(container: Container): ReturnType<typeof askStores> {
  const running = asking.get(container) ?? askStores(container).finally(() => asking.delete(container));
  asking.set(container, running);
  return running;
}

function askStores(container: Container): Promise<[postgres: Dependency, redis: Dependency, redisDurability: Dependency, worker: Dependency]> {
  return Promise.all([
    check(container.log, "PostgreSQL does not answer; check DATABASE_URL.", async () => {
      await container.pool.query("select 1");
      return null;
    }),
    check(container.log, "Redis does not answer; check REDIS_URL.", async () => {
      await container.redis.ping();
      return null;
    }),
    check(container.log, "Redis does not tell how it stores data.", async () => {
      const info = await container.redis.info("persistence", "memory");
      return durabilityFault(info, /^maxmemory_policy:(\S+)/m.exec(info)?.[1]);
    }),
    check(container.log, "The worker's heartbeat cannot be read.", async () => {
      const silentMs = await readWorkerSilenceMs(container.db);
      if (silentMs === null) return "No worker has ever reported; start one (dist/worker.js).";
      return silentMs <= tunables.workerSilentMs ? null : `No worker has reported for ${Math.round(silentMs / 1000)} s; start one (dist/worker.js).`;
    }),
  ]);
}

/** Whether this process can do its work, with a reason and a remedy for each dependency that is not fine. A durability fault of Redis is named but does not make it unready. */
export async function readReadiness(web: Web): Promise<Readiness> {
  const [postgres, redis, redisDurability, worker] = await checkStores(web.container);
  const process: Dependency = web.draining ? { ok: false, reason: "This process is shutting down." } : fine;
  return { ready: postgres.ok && redis.ok && worker.ok && process.ok, dependencies: { postgres, redis, redisDurability, worker, process } };
}
