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

/** Alertmanager bodies of a load, in order: every fingerprint fires once, then all repeat. */
export function bodiesOf({ observations, fingerprints, groups, perBody }: Load): Buffer[] {
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const alerts = Array.from({ length: fingerprints }, (_, index) => ({
    status: "firing",
    labels: { alertname: "PodNotReady", cluster: "prod", namespace: "shop", deployment: `svc-${index % groups}`, pod: `svc-${index % groups}-5d8f7c9b6d-${String(index).padStart(5, "0")}`, severity: "warning", prometheus: "monitoring/k8s" },
    annotations: { summary: `Pod ${index} has not been ready for 15 minutes`, runbook_url: "https://runbooks.example.com/pod-not-ready" },
    startsAt,
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus:9090/graph?g0.expr=kube_pod_status_ready",
    fingerprint: index.toString(16).padStart(16, "0"),
  }));
  return Array.from({ length: Math.ceil(observations / perBody) }, (_, body) => {
    const count = Math.min(perBody, observations - body * perBody);
    return Buffer.from(JSON.stringify({ version: "4", receiver: "awoooi", status: "firing", groupKey: `{}:{body="${body % groups}"}`, truncatedAlerts: 0, alerts: Array.from({ length: count }, (__, at) => alerts[(body * perBody + at) % fingerprints]) }));
  });
}

/** Commits bodies to the inbox and puts them on the stream, as a door does; returns their ids. */
export async function stock(stores: BenchStores, bodies: readonly Buffer[]): Promise<string[]> {
  const client = new Client({ connectionString: stores.databaseUrl });
  const redis = new Redis(stores.redisUrl);
  await client.connect();
  try {
    const ids = bodies.map(() => newId("inbox"));
    for (let from = 0; from < ids.length; from += 200) {
      const chunk = ids.slice(from, from + 200);
      await client.query("insert into inbox_entries (id, source, origin, delivery_key, body) select id, 'alertmanager', 'live', id, body from unnest($1::text[], $2::bytea[]) as entry(id, body)", [chunk, bodies.slice(from, from + 200)]);
      const pipeline = redis.pipeline();
      for (const id of chunk) pipeline.xadd(redisKeys(stores.keyPrefix).signals, "*", "inboxId", id);
      await pipeline.exec();
    }
    await client.query("analyze inbox_entries");
    return ids;
  } finally {
    await client.end();
    redis.disconnect(false);
  }
}

/** Resolves once nothing of the inbox waits; looks every 20 ms. */
export async function drained(stores: BenchStores): Promise<void> {
  const client = new Client({ connectionString: stores.databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ busy: boolean }>("select exists (select from inbox_entries where status in ('waiting', 'processing')) as busy");
      if (rows[0]?.busy === false) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await client.end();
  }
}
