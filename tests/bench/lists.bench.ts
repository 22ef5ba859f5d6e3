import { performance } from "node:perf_hooks";
import { createContainer } from "@/server/container";
import { listAlerts } from "@/server/alert/list";
import { acknowledgeIncident } from "@/server/incident/acknowledge";
import { listIncidents } from "@/server/incident/list";
import { readConfig } from "@/server/platform/config";
import { createLogger } from "@/server/platform/log";
import { listSignals } from "@/server/signal/list";
import { median, report } from "./harness";
import { openBenchStores } from "./stores";

/*
 * How long a page of a list and a change of an incident take with 500,000 of each stored, against the bare prepared statement of the
 * same rows. Both sides take turns call by call. Before it measures, it asks PostgreSQL for the plan of every filter: one that reads
 * a table from end to end, or more pages than a page of a list is worth, ends the run.
 */

const rows = Number(process.env.AWOOOI_BENCH_ROWS ?? 500_000);
const rounds = Number(process.env.AWOOOI_BENCH_ROUNDS ?? 5);
const calls = 1_000;
const stored = `${rows.toLocaleString("en-US")} stored`;
const limit = 50;
/** Each of the rows may lie on a page of its own, and each passed over by a second filter as well. */
const maxPages = 6 * limit;

/** The id of row `n`: as long as ours, and in the order of `n`. */
const idOf = (prefix: string, n: string) => `'${prefix}_' || lpad(to_hex(${n}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0')`;
const at = (n: string) => `timestamptz '2026-01-01' + ${n} * interval '1 second'`;
const labels = `'{"alertname":"HighErrorRate","namespace":"shop","deployment":"checkout","severity":"warning"}'::jsonb`;
const origin = "case when n % 10 = 0 then 'range' else 'live' end";
const sources = "(array['alertmanager','sentry','signoz','github','kubernetes','kali'])[1 + n % 6]";
const entity = "'prod/workload/shop/svc-' || n % 500";

const fill = [
  `insert into incidents (id, origin, status, severity, title, entity, entity_key, opened_at, updated_at, settled_at, settled_by, actionable, verified)
    select ${idOf("inc", "n")}, ${origin}, case when n % 500 = 0 then 'open' when n % 97 = 0 then 'dismissed' else 'resolved' end, case when n % 1000 = 1 then 'critical' when n % 3 = 0 then 'info' else 'warning' end,
      'HighErrorRate', jsonb_build_object('cluster', 'prod', 'kind', 'workload', 'namespace', 'shop', 'name', 'svc-' || n % 500), ${entity}, ${at("n")}, ${at("n")},
      case when n % 500 = 0 then null else ${at("n")} end, case when n % 500 = 0 then null else 'automation' end, true, true from generate_series(1, ${rows}) n`,
  `insert into alerts (id, origin, source, fingerprint, status, severity, name, summary, labels, entity_key, starts_at, last_seen_at, received_count)
    select ${idOf("alt", "n")}, ${origin}, ${sources}, lpad(to_hex(n), 16, '0'), case when n % 200 = 0 then 'firing' else 'resolved' end, 'warning', 'HighErrorRate', 'too many errors', ${labels}, ${entity}, ${at("n")}, ${at("n")}, 1 from generate_series(1, ${rows}) n`,
  `insert into signals (id, inbox_id, position, origin, source, alert_id, fingerprint, state, severity, name, summary, labels, entity_key, starts_at, observed_at)
    select ${idOf("sig", "n")}, ${idOf("inb", "n")}, 0, ${origin}, ${sources}, case when n % 100 = 0 then null else ${idOf("alt", "n % 5000")} end, lpad(to_hex(n % 5000), 16, '0'),
      case when n % 100 = 0 then 'info' when n % 2 = 0 then 'firing' else 'resolved' end, 'warning', 'HighErrorRate', 'too many errors', ${labels}, ${entity}, ${at("n")}, ${at("n")} from generate_series(1, ${rows}) n`,
  "vacuum analyze incidents",
  "vacuum analyze alerts",
  "vacuum analyze signals",
];

const stores = await openBenchStores();
const config = readConfig({ ...stores.env, AWOOOI_LOG_LEVEL: "error" } as unknown as NodeJS.ProcessEnv);
const container = createContainer(config, createLogger("bench", "error"));
const { db, pool } = container;
const ctx = container.ctx({ kind: "human", id: "usr_bench", name: "Commander" }, "api");
process.stdout.write(`filling ${rows.toLocaleString("en-US")} incidents, alerts and signals\n`);
await stores.sql(...fill);

/** The statement that a verb sends, as PostgreSQL gets it. */
async function statementOf(run: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }> {
  const sent: { text: string; values: unknown[] }[] = [];
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(pool, { query: (config: { text: string }, values: unknown[]) => (sent.push({ text: config.text, values }), query(config, values)) });
  await run();
  Object.assign(pool, { query });
  const [only, ...others] = sent;
  if (only === undefined || others.length > 0) throw new Error(`a list took ${sent.length} statements`);
  return only;
}

const aPage = { limit };
const somewhere = () => 1 + Math.floor(Math.random() * rows);
const cursorAt = (prefix: string, n: number) => `${prefix}_${n.toString(16).padStart(8, "0")}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const incidentCursorAt = (n: number) => Buffer.from(JSON.stringify([new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(), cursorAt("inc", n)])).toString("base64url");

const filters: Readonly<Record<string, () => Promise<unknown>>> = {
  incidents: () => listIncidents(db, aPage),
  "incidents of a cursor": () => listIncidents(db, { ...aPage, cursor: incidentCursorAt(rows >> 1) }),
  "incidents of an origin": () => listIncidents(db, { ...aPage, origin: "live" }),
  "incidents that are settled": () => listIncidents(db, { ...aPage, origin: "live", settled: true }),
  "incidents that are not settled": () => listIncidents(db, { ...aPage, settled: false }),
  "incidents by a rare status": () => listIncidents(db, { ...aPage, status: "awaiting_approval" }),
  "incidents that were dismissed": () => listIncidents(db, { ...aPage, status: "dismissed" }),
  "incidents by severity": () => listIncidents(db, { ...aPage, severity: "critical" }),
  "incidents of an entity": () => listIncidents(db, { ...aPage, entity: "prod/workload/shop/svc-7" }),
  alerts: () => listAlerts(db, aPage),
  "alerts of a cursor": () => listAlerts(db, { ...aPage, origin: "range", cursor: cursorAt("alt", rows >> 1) }),
  "alerts that fire": () => listAlerts(db, { ...aPage, status: "firing" }),
  "alerts of a silent source": () => listAlerts(db, { ...aPage, source: "awoooi" }),
  "alerts of an entity": () => listAlerts(db, { ...aPage, entity: "prod/workload/shop/svc-7" }),
  signals: () => listSignals(db, aPage),
  "signals of a cursor": () => listSignals(db, { ...aPage, origin: "live", cursor: cursorAt("sig", rows >> 1) }),
  "signals of an alert": () => listSignals(db, { ...aPage, alertId: cursorAt("alt", 17) }),
  "signals that inform": () => listSignals(db, { ...aPage, state: "info" }),
  "signals of a silent source": () => listSignals(db, { ...aPage, source: "awoooi" }),
};

for (const [name, run] of Object.entries(filters)) {
  const { text, values } = await statementOf(run);
  const plan = (await pool.query<{ "QUERY PLAN": string }>(`explain (analyze, buffers) ${text}`, values)).rows.map((row) => row["QUERY PLAN"]).join("\n");
  const pages = [...(/Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? [])].slice(1).reduce((sum, count) => sum + Number(count ?? 0), 0);
  if (/Seq Scan|count\(/i.test(plan) || pages > maxPages) throw new Error(`the list of ${name} reads ${pages} pages:\n${text}\n${plan}`);
}
process.stdout.write(`${Object.keys(filters).length} filters are answered from an index\n`);

/** Runs both sides in turn, call by call, and returns the 99th percentile of each, in milliseconds. */
async function race(ours: (n: number) => Promise<unknown>, bare: (n: number) => Promise<unknown>): Promise<{ ours: number; bare: number; oursMedian: number }> {
  const took = { ours: [] as number[], bare: [] as number[] };
  const time = async (side: keyof typeof took, run: (n: number) => Promise<unknown>) => {
    const n = somewhere();
    const startedAt = performance.now();
    await run(n);
    took[side].push(performance.now() - startedAt);
  };
  for (let call = 0; call < calls; call += 1) {
    await time(call % 2 === 0 ? "ours" : "bare", call % 2 === 0 ? ours : bare);
    await time(call % 2 === 0 ? "bare" : "ours", call % 2 === 0 ? bare : ours);
  }
  const p99 = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
  return { ours: p99(took.ours), bare: p99(took.bare), oursMedian: median(took.ours) };
}

async function judge(name: string, ours: (n: number) => Promise<unknown>, bare: (n: number) => Promise<unknown>, remark = ""): Promise<void> {
  await race(ours, bare);
  const taken: Awaited<ReturnType<typeof race>>[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await race(ours, bare));
  report({ name, unit: "ms", bar: { atMost: 2 }, ours: taken.map((one) => one.ours), baseline: taken.map((one) => one.bare), note: [`p50 of ours ${taken.map((one) => one.oursMedian.toFixed(2)).join(", ")}`, remark].filter(Boolean).join("; ") });
}

const bareIncidents = {
  name: "bare_incidents",
  text: `select * from incidents where origin = $1 and (opened_at, id) < ($2::timestamptz, $3) order by opened_at desc, id desc limit ${limit + 1}`,
};
const bareSignals = { name: "bare_signals", text: `select * from signals where origin = $1 and id < $2 order by id desc limit ${limit + 1}` };
const bareUpdate = { name: "bare_update", text: "update incidents set acknowledged_at = now(), acknowledged_by = $2, version = version + 1, updated_at = now() where id = $1 and settled_at is null and acknowledged_by is null returning *" };
const bareEvent = {
  name: "bare_event",
  text: "insert into events (id, type, subject_kind, subject_id, incident_id, origin, actor, channel, statement, at) values ($1, 'incident.acknowledged', 'incident', $2, $2, 'live', $3, 'api', '{\"code\":\"incident_acknowledged\",\"params\":{}}', now())",
};
const bareWhole = {
  name: "bare_whole",
  text: `with changed as (update incidents set acknowledged_at = now(), acknowledged_by = $2, version = version + 1, updated_at = now() where id = $1 returning id, origin)
    insert into events (id, type, subject_kind, subject_id, incident_id, origin, actor, channel, statement, at) select $3, 'incident.acknowledged', 'incident', id, id, origin, $2, 'api', '{"code":"incident_acknowledged","params":{}}', now() from changed`,
};
const actor = JSON.stringify(ctx.actor);
let told = 0;
const eventId = () => `evt_bare_${(told += 1)}`;

/** The same change and its event, by the same statements, prepared. */
async function changeBare(): Promise<void> {
  const id = await nextUnsettled();
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query({ ...bareUpdate, values: [id, actor] });
    await client.query({ ...bareEvent, values: [eventId(), id, actor] });
    await client.query("commit");
  } finally {
    client.release();
  }
}

let changed = 0;
/** Every change needs an incident that nobody acknowledged: the unsettled ones in turn, and then all of them anew. */
const unsettled = (await pool.query<{ id: string }>("select id from incidents where settled_at is null order by id desc")).rows.map((row) => row.id);
async function nextUnsettled(): Promise<string> {
  const id = unsettled[changed % unsettled.length] ?? "";
  changed += 1;
  if (changed % unsettled.length === 0) await pool.query("update incidents set acknowledged_by = null where settled_at is null");
  return id;
}

await judge(`list of incidents, p99, ${stored}`, (n) => listIncidents(db, { limit, origin: "live", cursor: incidentCursorAt(n) }), (n) => pool.query({ ...bareIncidents, values: ["live", new Date(Date.UTC(2026, 0, 1) + n * 1_000), cursorAt("inc", n)] }));
await judge(`list of signals, p99, ${stored}`, (n) => listSignals(db, { limit, origin: "live", cursor: cursorAt("sig", n) }), (n) => pool.query({ ...bareSignals, values: ["live", cursorAt("sig", n)] }));
const change = async () => acknowledgeIncident(ctx, { id: await nextUnsettled() });
const inOneTrip = await race(change, async () => pool.query({ ...bareWhole, values: [await nextUnsettled(), actor, eventId()] }));
await judge(`change of an incident, p99, ${stored}`, change, changeBare, `all of it as one prepared statement, which no verb is, takes ${inOneTrip.bare.toFixed(2)} to our ${inOneTrip.ours.toFixed(2)}`);
await container.close();
await stores.drop();
