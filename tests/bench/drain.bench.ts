import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { bench, interleave, report } from "./harness";
import { bodiesOf, drained, stock, type Load } from "./ingest-load";
import { bundle, startProgram } from "./program";
import { openBenchStores, type BenchStores } from "./stores";

/*
 * What the worker makes of a backlog, against the barest consumers of the same alerts. Ours reads the stream, claims inbox entries
 * under a lease, parses, folds, correlates, writes alerts, signals, incidents and events, and finishes the entries under its fence;
 * the baselines upsert the alert and acknowledge, and no more.
 */

const dataDir = "node_modules/.cache/awoooi-bench/worker";
const worker = await bundle("server/worker/main.ts");

interface Alert {
  readonly fingerprint: string;
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly generatorURL: string;
}

/** A table for the same rows as ours, with the same indexes. */
const bareTable = "create table bare_alerts (like alerts including all)";
const bareUpsert = `insert into bare_alerts (id, origin, source, fingerprint, status, severity, name, summary, labels, url, entity_key, starts_at, last_seen_at, received_count)
  select 'alt_' || fingerprint, 'live', 'alertmanager', fingerprint, status, severity, name, summary, labels, url, entity_key, starts_at, now(), times
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[], $9::timestamptz[], $10::int[]) as row(fingerprint, status, severity, name, summary, labels, url, entity_key, starts_at, times)
  on conflict (origin, source, fingerprint) do update set status = excluded.status, severity = excluded.severity, name = excluded.name, summary = excluded.summary, labels = excluded.labels, url = excluded.url,
    entity_key = excluded.entity_key, starts_at = excluded.starts_at, last_seen_at = excluded.last_seen_at, received_count = bare_alerts.received_count + excluded.received_count`;

/** Upserts rows as one statement; a statement cannot touch a row twice, so equal fingerprints of it count as one row. */
async function upsert(pool: Pool, alerts: readonly Alert[]): Promise<void> {
  const rows = new Map<string, { alert: Alert; times: number }>();
  for (const alert of alerts) rows.set(alert.fingerprint, { alert, times: (rows.get(alert.fingerprint)?.times ?? 0) + 1 });
  const list = [...rows.values()];
  const column = <T>(of: (alert: Alert) => T) => list.map(({ alert }) => of(alert));
  await pool.query(bareUpsert, [
    column((alert) => alert.fingerprint),
    column((alert) => alert.status),
    column((alert) => alert.labels.severity),
    column((alert) => alert.labels.alertname),
    column((alert) => alert.annotations.summary),
    column((alert) => JSON.stringify(alert.labels)),
    column((alert) => alert.generatorURL),
    column((alert) => `prod/workload/${alert.labels.namespace}/${alert.labels.deployment}`),
    column((alert) => alert.startsAt),
    list.map((row) => row.times),
  ]);
}

const alertsOf = (body: string | Buffer) => (JSON.parse(body.toString()) as { alerts: Alert[] }).alerts;

async function withStores<T>(run: (stores: BenchStores) => Promise<T>): Promise<T> {
  const stores = await openBenchStores();
  try {
    return await run(stores);
  } finally {
    await stores.drop();
  }
}

/** A pool that survives the end of its database. */
function poolOf(stores: BenchStores, max: number): Pool {
  return new Pool({ connectionString: stores.databaseUrl, max }).on("error", () => undefined);
}

interface Drained {
  readonly perSecond: number;
  readonly incidents: number;
  readonly peakMegabytes: number;
}

/** What a worker gets to do after its start, and the time for it, so that a long-running one is measured and not a compiler. */
const warmUp: Load = { observations: 5_000, fingerprints: 5_000, groups: 200, perBody: 50 };
const settleMs = 5_000;

/** Observations a second that one worker process takes off a backlog, from its first stream entry to its last commit. */
const drain = (load: Load) =>
  withStores(async (stores): Promise<Drained> => {
    const [warm, release] = [await stock(stores, bodiesOf(warmUp, true)), await stock(stores, bodiesOf(load))];
    const program = await startProgram([process.execPath, worker], { ...stores.env, AWOOOI_DATA_DIR: dataDir }, "worker_ready");
    await warm();
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const from = Date.now();
    await release();
    const seconds = ((await drained(stores)) - from) / 1_000;
    const peakMegabytes = program.peakBytes() / 1_048_576;
    await program.stop();
    const pool = poolOf(stores, 1);
    const { rows } = await pool.query<{ incidents: number; heard: number }>("select (select count(*)::int from incidents) as incidents, (select sum(received_count)::int from alerts where status = 'firing') as heard");
    await pool.end();
    if (rows[0]?.heard !== load.observations) throw new Error(`${rows[0]?.heard} of ${load.observations} alerts were heard`);
    return { perSecond: load.observations / seconds, incidents: rows[0].incidents, peakMegabytes };
  });

/** A consumer group, XREADGROUP, one upsert for what came, XACK; bodies lie in the stream. */
const bareLoop = (load: Load) =>
  withStores(async (stores) => {
    const [redis, pool] = [new Redis(stores.redisUrl), poolOf(stores, 1)];
    const key = `${stores.keyPrefix}bare`;
    await pool.query(bareTable);
    await redis.xgroup("CREATE", key, "g", "0", "MKSTREAM");
    const bodies = bodiesOf(load);
    for (let from = 0; from < bodies.length; from += 500) {
      const pipeline = redis.pipeline();
      for (const body of bodies.slice(from, from + 500)) pipeline.xadd(key, "*", "body", body);
      await pipeline.exec();
    }
    const perRead = Math.max(1, Math.round(1_000 / load.perBody));
    const from = performance.now();
    for (let left = bodies.length; left > 0; ) {
      const [[, entries]] = (await redis.xreadgroup("GROUP", "g", "c", "COUNT", perRead, "STREAMS", key, ">")) as [[string, [string, string[]][]]];
      await upsert(pool, entries.flatMap(([, fields]) => alertsOf(fields[1] ?? "")));
      await redis.xack(key, "g", ...entries.map(([id]) => id));
      left -= entries.length;
    }
    const perSecond = load.observations / ((performance.now() - from) / 1_000);
    redis.disconnect(false);
    await pool.end();
    return perSecond;
  });

/** One BullMQ job for each alert, as its guide has it, each doing the same upsert of its one row. */
const jobPerAlert = (load: Load) =>
  withStores(async (stores) => {
    const { hostname: host, port, pathname } = new URL(stores.redisUrl);
    const connection = { host, port: Number(port || 6379), db: Number(pathname.slice(1) || 0), maxRetriesPerRequest: null };
    const pool = poolOf(stores, 10);
    const name = stores.keyPrefix.replaceAll(":", "");
    await pool.query(bareTable);
    const queue = new Queue<Alert>(name, { connection, prefix: `${stores.keyPrefix}bull` });
    const alerts = bodiesOf(load).flatMap((body) => alertsOf(body));
    for (let from = 0; from < alerts.length; from += 1_000) await queue.addBulk(alerts.slice(from, from + 1_000).map((data) => ({ name: "alert", data, opts: { removeOnComplete: true } })));
    const from = performance.now();
    let done = 0;
    const consumer = new Worker<Alert>(name, (job) => upsert(pool, [job.data]), { connection, prefix: `${stores.keyPrefix}bull`, concurrency: 50 });
    await new Promise<void>((resolve) => consumer.on("completed", () => (done += 1) === alerts.length && resolve()));
    const perSecond = alerts.length / ((performance.now() - from) / 1_000);
    await consumer.close();
    await queue.close();
    await pool.end();
    return perSecond;
  });

/** The rows of a storm, upserted 1,000 at a time, with nothing to read, parse or decide. */
const rawUpsert = (load: Load) =>
  withStores(async (stores) => {
    const pool = poolOf(stores, 1);
    await pool.query(bareTable);
    const alerts = bodiesOf(load).flatMap((body) => alertsOf(body));
    const from = performance.now();
    for (let at = 0; at < alerts.length; at += 1_000) await upsert(pool, alerts.slice(at, at + 1_000));
    const perSecond = alerts.length / ((performance.now() - from) / 1_000);
    await pool.end();
    return perSecond;
  });

const usual: Load = { observations: 60_000, fingerprints: 6_000, groups: 200, perBody: 5 };
const few: Load = { observations: 4_000, fingerprints: 400, groups: 40, perBody: 5 };
const storm: Load = { observations: 100_000, fingerprints: 5_000, groups: 200, perBody: 50 };

await bench({ name: "worker drain vs bare XREADGROUP + batched upsert", unit: "alerts/s", bar: { atLeast: 0.5 }, ours: async () => (await drain(usual)).perSecond, baseline: () => bareLoop(usual) });
await bench({ name: "worker drain vs a BullMQ job per alert", unit: "alerts/s", bar: { atLeast: 5 }, ours: async () => (await drain(usual)).perSecond, baseline: () => jobPerAlert(few) });

const storms: Drained[] = [];
const measured = await interleave(
  3,
  async () => {
    const one = await drain(storm);
    storms.push(one);
    return one.perSecond;
  },
  () => rawUpsert(storm),
);
report({ name: "100,000-alert storm vs raw upsert by 1,000", unit: "alerts/s", bar: { atLeast: 1 }, ...measured });
report({ name: "incidents of the storm, of 200", unit: "incidents", bar: { atMost: storm.groups }, ours: storms.map((one) => one.incidents) });
report({ name: "memory of the worker in the storm", unit: "MB", bar: { atMost: 512 }, ours: storms.map((one) => one.peakMegabytes) });
