import type { Actor, Channel, Origin } from "@/lib/contracts/common";
import type { EvidenceSources } from "./decision/observe";
import { kubernetesCluster } from "./evidence/kubernetes/adapter";
import { prometheusMetrics } from "./evidence/prometheus/adapter";
import { kubernetesExecutor } from "./executors/kubernetes/adapter";
import type { ExecutorPort } from "./executors/port";
import type { DoorSecret } from "./inbox/accept";
import type { Config } from "./platform/config";
import type { Ctx } from "./platform/ctx";
import { connectDatabase, type Database, type Pool } from "./platform/db/client";
import type { Logger } from "./platform/log";
import { createBus, type Bus } from "./platform/redis/bus";
import { connectRedis, type Redis } from "./platform/redis/client";
import { redisKeys, type RedisKeys } from "./platform/redis/keys";
import { tunables } from "./platform/tunables";
import { sources } from "./sources";

/** All that can be asked of and done to one origin; absent parts are not connected. */
export interface World {
  readonly origin: Origin;
  /** Cluster of alerts that name none, and of every action. */
  readonly cluster: string;
  readonly mode: "observe" | "assist" | "auto";
  readonly evidence: EvidenceSources;
  readonly executor: ExecutorPort | null;
}

/** The only place that knows nouns and adapters; one per process. */
export interface Container {
  readonly config: Config;
  readonly log: Logger;
  readonly db: Database;
  readonly pool: Pool;
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly bus: Bus;
  readonly sources: typeof sources;
  readonly worlds: Readonly<Record<Origin, World>>;
  /** The secrets that open a source's door, each with the origin its bearer speaks of. */
  doorSecrets(source: keyof typeof sources): readonly DoorSecret[];
  /** What a verb gets, on behalf of someone. */
  ctx(actor: Actor, channel: Channel): Ctx;
  close(): Promise<void>;
}

/** Scrape intervals differ: the range scrapes every 5 s, a usual Prometheus every 15 to 60 s; a rate wants four scrapes. */
const rateWindowSeconds: Readonly<Record<Origin, number>> = { live: 300, range: 30 };

function liveWorld(config: Config): World {
  const { kubernetes, prometheusUrl } = config;
  const timeoutMs = tunables.evidenceTimeoutMs;
  return {
    origin: "live",
    cluster: kubernetes?.cluster ?? "default",
    mode: config.mode,
    evidence: {
      metrics: prometheusUrl === null ? null : prometheusMetrics({ baseUrl: prometheusUrl, publicUrl: prometheusUrl, timeoutMs }),
      cluster: kubernetes === null ? null : kubernetesCluster({ ...kubernetes, timeoutMs }),
      rateWindowSeconds: rateWindowSeconds.live,
    },
    executor: kubernetes === null ? null : kubernetesExecutor({ ...kubernetes, timeoutMs }),
  };
}

function rangeWorld(config: Config): World {
  const { range } = config;
  const timeoutMs = tunables.evidenceTimeoutMs;
  const absent: World = { origin: "range", cluster: "range", mode: "auto", evidence: { metrics: null, cluster: null, rateWindowSeconds: rateWindowSeconds.range }, executor: null };
  if (range === null) return absent;
  const cluster = { kubeConfig: range.kubeConfigPath, cluster: "range", timeoutMs };
  return {
    ...absent,
    evidence: { ...absent.evidence, metrics: prometheusMetrics({ baseUrl: `${range.url}/prometheus`, token: range.token, timeoutMs }), cluster: kubernetesCluster(cluster) },
    executor: kubernetesExecutor(cluster),
  };
}

/** Opens the stores and wires everything; connects lazily, so that a process starts and says what is missing even while a store is down. */
export function createContainer(config: Config, log: Logger, overrides: { now?: () => Date; worlds?: Readonly<Record<Origin, World>> } = {}): Container {
  const { db, pool } = connectDatabase(config.databaseUrl, log);
  const redis = connectRedis(config.redisUrl, "commands", log);
  const keys = redisKeys(config.keyPrefix);
  const bus = createBus(redis, keys, log);
  const now = overrides.now ?? (() => new Date());
  return {
    config,
    log,
    db,
    pool,
    redis,
    keys,
    bus,
    sources,
    worlds: overrides.worlds ?? { live: liveWorld(config), range: rangeWorld(config) },
    doorSecrets: () => [
      ...config.alertmanagerSecrets.map((secret) => ({ origin: "live" as const, secret })),
      ...(config.range === null ? [] : [{ origin: "range" as const, secret: config.range.token }]),
    ],
    ctx: (actor, channel) => ({ db, bus, log, now, actor, channel }),
    close: async () => {
      redis.disconnect(false);
      await pool.end();
    },
  };
}
