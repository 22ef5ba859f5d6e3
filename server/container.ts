import type { Tool } from "@/lib/contracts/action";
import type { Actor, Channel, Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { EvidenceSources } from "./decision/evidence-sources";
import { kubernetesCluster } from "./evidence/kubernetes/adapter";
import { prometheusMetrics } from "./evidence/prometheus/adapter";
import { kubernetesExecutor } from "./executors/kubernetes/adapter";
import { playbookExecutor } from "./executors/playbook/adapter";
import type { ExecutorPort } from "./executors/port";
import { silenceExecutor } from "./executors/silence/adapter";
import type { DoorSecret } from "./inbox/accept";
import { createIntake, type Intake } from "./inbox/intake";
import type { Config } from "./platform/config";
import type { OperatingMode } from "@/lib/contracts/automation";
import type { Ctx } from "./platform/ctx";
import { connectDatabase, type Database, type Pool } from "./platform/db/client";
import { readDatabaseTime } from "./platform/db/clock";
import type { Logger } from "./platform/log";
import { createBus, type Bus } from "./platform/redis/bus";
import { createRateLimiter, type RateLimiter } from "./platform/redis/rate-limiter";
import { connectRedis, type Redis } from "./platform/redis/client";
import { redisKeys, type RedisKeys } from "./platform/redis/keys";
import { tunables } from "./platform/tunables";
import { sources } from "./sources";
import { probes, type Probe } from "./sources/probe";
import { alertmanagerGroups } from "./sources/alertmanager/group-reader";
import type { GroupReader } from "./sources/port";

/** All that can be asked of and done to one origin; absent parts are not connected. */
export interface World {
  readonly origin: Origin;
  /** Cluster of alerts that name none, and of every action. */
  readonly cluster: string;
  /** The configured operating mode; it holds until the commander sets another. */
  readonly mode: OperatingMode;
  readonly evidence: EvidenceSources;
  /** Who is asked for the alerts that a delivery left out. */
  readonly groups: GroupReader | null;
  /** What carries out each tool; null where that tool is not connected. */
  readonly executors: Executors;
}

/** One executor per tool of the closed registry; the compiler asks for each. */
export type Executors = Readonly<Record<Tool, ExecutorPort | null>>;

/** The only place that knows nouns and adapters; one per process. */
export interface Container {
  readonly config: Config;
  readonly log: Logger;
  readonly db: Database;
  readonly pool: Pool;
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly bus: Bus;
  readonly limiter: RateLimiter;
  /** The way into the inbox; every door of the process shares it. */
  readonly intake: Intake;
  readonly sources: typeof sources;
  readonly worlds: Readonly<Record<Origin, World>>;
  /** The secrets that open a source's door, each with the origin its bearer speaks of. */
  doorSecrets(source: SourceName): readonly DoorSecret[];
  /** A genuine delivery of a source that says nothing, to test its door with; `id` makes it another one each time. */
  probe(source: SourceName, secret: string, id: string): Probe;
  /** What a verb gets, on behalf of someone. */
  ctx(actor: Actor, channel: Channel): Ctx;
  close(): Promise<void>;
}

/** Scrape intervals differ: the range scrapes every 5 s, a usual Prometheus every 15 to 60 s; a rate wants four scrapes. */
const rateWindowSeconds: Readonly<Record<Origin, number>> = { live: 300, range: 30 };

function executorsOf({ kubernetes, silence, cluster }: { kubernetes: ExecutorPort | null; silence: ExecutorPort | null; cluster: string }): Executors {
  const playbook = kubernetes === null ? null : playbookExecutor({ cluster, health: (call) => kubernetes.health(call) });
  return { restart: kubernetes, scale: kubernetes, rollback: kubernetes, silence, run_playbook: playbook };
}

function liveWorld(config: Config): World {
  const { kubernetes, prometheusUrl, alertmanagerUrl } = config;
  const cluster = kubernetes?.cluster ?? "default";
  const timeoutMs = tunables.evidenceTimeoutMs;
  return {
    origin: "live",
    cluster,
    mode: config.mode,
    evidence: {
      metrics: prometheusUrl === null ? null : prometheusMetrics({ baseUrl: prometheusUrl, publicUrl: prometheusUrl, timeoutMs }),
      cluster: kubernetes === null ? null : kubernetesCluster({ ...kubernetes, timeoutMs }),
      rateWindowSeconds: rateWindowSeconds.live,
    },
    groups: alertmanagerUrl === null ? null : alertmanagerGroups({ baseUrl: alertmanagerUrl, timeoutMs }),
    executors: executorsOf({
      cluster,
      kubernetes: kubernetes === null ? null : kubernetesExecutor({ ...kubernetes, timeoutMs }),
      silence: alertmanagerUrl === null ? null : silenceExecutor({ baseUrl: alertmanagerUrl, cluster, timeoutMs }),
    }),
  };
}

function rangeWorld(config: Config): World {
  const { range } = config;
  const timeoutMs = tunables.evidenceTimeoutMs;
  const absent: World = { origin: "range", cluster: "range", mode: "auto", evidence: { metrics: null, cluster: null, rateWindowSeconds: rateWindowSeconds.range }, groups: null, executors: executorsOf({ cluster: "range", kubernetes: null, silence: null }) };
  if (range === null) return absent;
  const cluster = { kubeConfig: range.kubeConfigPath, cluster: "range", timeoutMs };
  const alertmanager = { baseUrl: `${range.url}/alertmanager`, token: range.token, timeoutMs };
  return {
    ...absent,
    evidence: { ...absent.evidence, metrics: prometheusMetrics({ baseUrl: `${range.url}/prometheus`, token: range.token, timeoutMs }), cluster: kubernetesCluster(cluster) },
    groups: alertmanagerGroups(alertmanager),
    executors: executorsOf({ cluster: "range", kubernetes: kubernetesExecutor(cluster), silence: silenceExecutor({ ...alertmanager, cluster: "range" }) }),
  };
}

/** What the practice range stands in for. */
const rangeDoors: readonly SourceName[] = ["alertmanager", "kubernetes", "github"];

function doorSecretsOf({ doorSecrets, range }: Config): Readonly<Record<SourceName, readonly DoorSecret[]>> {
  const of = (source: SourceName): DoorSecret[] => [
    ...doorSecrets[source].map((secret) => ({ origin: "live" as const, secret })),
    ...(range !== null && rangeDoors.includes(source) ? [{ origin: "range" as const, secret: range.token }] : []),
  ];
  return { alertmanager: of("alertmanager"), sentry: of("sentry"), signoz: of("signoz"), github: of("github"), kubernetes: of("kubernetes"), kali: of("kali") };
}

/** Opens the stores and wires everything; connects lazily, so that a process starts and says what is missing even while a store is down. */
export function createContainer(config: Config, log: Logger, overrides: { now?: () => Date; worlds?: Readonly<Record<Origin, World>> } = {}): Container {
  const { db, pool } = connectDatabase(config.databaseUrl, log);
  const redis = connectRedis(config.redisUrl, "commands", log);
  const keys = redisKeys(config.keyPrefix);
  const bus = createBus(redis, keys, log);
  const now = overrides.now ?? (() => new Date());
  const databaseNow: Ctx["databaseNow"] = overrides.now === undefined ? readDatabaseTime : () => Promise.resolve(now());
  const doors = doorSecretsOf(config);
  return {
    config,
    log,
    db,
    pool,
    redis,
    keys,
    bus,
    limiter: createRateLimiter(redis, keys, log),
    intake: createIntake({ pool, bus, log, ratePerSecond: config.webhookRatePerSecond }),
    sources,
    worlds: overrides.worlds ?? { live: liveWorld(config), range: rangeWorld(config) },
    doorSecrets: (source) => doors[source],
    probe: (source, secret, id) => probes[source](secret, id),
    ctx: (actor, channel) => ({ db, bus, log, now, databaseNow, actor, channel }),
    close: async () => {
      redis.disconnect(false);
      await pool.end();
    },
  };
}
