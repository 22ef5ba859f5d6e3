import { Client } from "pg";
import { Redis } from "ioredis";
import { newId } from "@/lib/ids";
import { redisKeys } from "@/server/platform/redis/keys";
import type { BenchStores } from "./stores";

/** Alerts as Alertmanager sends them: `groups` workloads, each with its share of the fingerprints. */
export interface Load {
  readonly observations: number;
  readonly fingerprints: number;
  readonly groups: number;
  readonly perBody: number;
}

/** Alertmanager bodies of a load, in order: every fingerprint fires once, then all repeat. Those of a warm-up are others, and over already, so that they open nothing. */
export function bodiesOf({ observations, fingerprints, groups, perBody }: Load, isWarmUp = false): Buffer[] {
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const alerts = Array.from({ length: fingerprints }, (_, index) => ({
    status: isWarmUp ? "resolved" : "firing",
    labels: { alertname: "PodNotReady", cluster: "prod", namespace: "shop", deployment: `svc-${index % groups}`, pod: `svc-${index % groups}-5d8f7c9b6d-${String(index).padStart(5, "0")}`, severity: "warning", prometheus: "monitoring/k8s" },
    annotations: { summary: `Pod ${index} has not been ready for 15 minutes`, runbook_url: "https://runbooks.example.com/pod-not-ready" },
    startsAt,
    endsAt: isWarmUp ? startsAt : "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus:9090/graph?g0.expr=kube_pod_status_ready",
    fingerprint: index.toString(16).padStart(16, isWarmUp ? "f" : "0"),
  }));
  return Array.from({ length: Math.ceil(observations / perBody) }, (_, body) => {
    const count = Math.min(perBody, observations - body * perBody);
    return Buffer.from(JSON.stringify({ version: "4", receiver: "awoooi", status: "firing", groupKey: `{}:{body="${body % groups}"}`, truncatedAlerts: 0, alerts: Array.from({ length: count }, (__, at) => alerts[(body * perBody + at) % fingerprints]) }));
  });
}

/**
 * Commits bodies to the inbox and returns what puts them on the stream, all at once. They were received an hour from now, so that no
 * worker takes them for lost before.
 */
export async function stock(stores: BenchStores, bodies: readonly Buffer[]): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: stores.databaseUrl });
  await client.connect();
  const ids = bodies.map(() => newId("inbox"));
  for (let from = 0; from < ids.length; from += 200) {
    await client.query("insert into inbox_entries (id, source, origin, delivery_key, body, received_at) select id, 'alertmanager', 'live', id, body, now() + interval '1 hour' from unnest($1::text[], $2::bytea[]) as entry(id, body)", [ids.slice(from, from + 200), bodies.slice(from, from + 200)]);
  }
  await client.query("vacuum analyze inbox_entries");
  await client.end();
  return async () => {
    const redis = new Redis(stores.redisUrl);
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.xadd(redisKeys(stores.keyPrefix).signals, "*", "inboxId", id);
    await pipeline.exec();
    redis.disconnect(false);
  };
}

/** Resolves once nothing of the inbox waits, to the time of the last commit by the machine's clock. */
export async function drained(stores: BenchStores): Promise<number> {
  const client = new Client({ connectionString: stores.databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ busy: boolean }>("select exists (select from inbox_entries where status in ('waiting', 'processing')) as busy");
      if (rows[0]?.busy === false) break;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const { rows } = await client.query<{ at: number }>("select (extract(epoch from max(processed_at)) * 1000)::float8 as at from inbox_entries");
    return rows[0]?.at ?? Number.NaN;
  } finally {
    await client.end();
  }
}
