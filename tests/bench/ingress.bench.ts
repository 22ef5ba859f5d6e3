import { freePort } from "../support/ports";
import { interleave, median, report, skip, type Bar, type Rounds } from "./harness";
import { alertsTemplate, load, webhookTemplate, type Load } from "./load";
import { bundle, startProgram, type Program } from "./program";
import { findAlertmanager, startBareAlertmanager } from "./alertmanager";
import { benchToken, openBenchStores } from "./stores";

/*
 * How many webhooks per second the door accepts: proven, checked, committed, and on the stream. Against the least program that commits
 * the same rows, and against what Debian's Alertmanager takes into memory. One server runs at a time.
 */

const rounds = Number(process.env.AWOOOI_BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.AWOOOI_BENCH_SECONDS ?? 5);
const connections = 64;

const stores = await openBenchStores();
const [doorFile, bareFile] = await Promise.all([bundle("server/ingress/main.ts"), bundle("tests/bench/bare-door.ts")]);

/** A load, and the CPU time that the server itself used for each request. */
interface Taken extends Load {
  readonly cpuMicros: number;
}

/** Starts a server, warms it up, loads it and ends it; an answer other than 2xx makes a figure worthless. */
async function measure(start: (port: number) => Promise<Program>, path: string, plan: Pick<Parameters<typeof load>[0], "body" | "headers">): Promise<Taken> {
  const port = await freePort();
  const program = await start(port);
  try {
    const url = `http://127.0.0.1:${port}${path}`;
    await load({ url, connections, seconds: 3, ...plan });
    const before = program.cpuSeconds();
    const measured = await load({ url, connections, seconds, ...plan });
    const cpuMicros = Math.round(((program.cpuSeconds() - before) * 1e6) / (measured.perSecond * seconds));
    if (measured.refused + measured.errors > 0) throw new Error(`not all was accepted: ${JSON.stringify(measured)}`);
    return { ...measured, cpuMicros };
  } finally {
    await program.stop();
    await stores.sql("truncate inbox_entries", "checkpoint");
  }
}

const ours = (alerts: number) => () =>
  measure((port) => startProgram([process.execPath, doorFile], { ...stores.env, INGRESS_PORT: String(port), AWOOOI_WEBHOOK_RATE: "1000000" }, "ingress_ready"), "/api/v1/webhooks/alertmanager", { body: webhookTemplate(alerts), headers: { authorization: `Bearer ${benchToken}` } });
const bare = (alerts: number) => () => measure((port) => startProgram([process.execPath, bareFile], { DATABASE_URL: stores.databaseUrl, PORT: String(port) }, "bare_ready"), "/", { body: webhookTemplate(alerts) });
const alertmanager = (alerts: number) => () => measure(startBareAlertmanager, "/api/v2/alerts", { body: alertsTemplate(alerts) });

const rate = ({ perSecond }: Load) => perSecond;
/** What both servers themselves cost, which says more than the rates while something else runs on the machine. */
const costs = ({ ours: one, baseline: other }: Rounds<Taken>) => `CPU per request ${median(one.map((taken) => taken.cpuMicros))} vs ${median(other.map((taken) => taken.cpuMicros))} us`;
const slowest: Bar = { atMost: 100 };

for (const [alerts, bar] of [[1, 0.6], [50, 0.6]] as const) {
  const taken = await interleave(rounds, ours(alerts), bare(alerts));
  report({ name: `ingress, ${alerts} per body, vs bare`, unit: "req/s", bar: { atLeast: bar }, ours: taken.ours.map(rate), baseline: taken.baseline.map(rate), note: costs(taken) });
  report({ name: `ingress, ${alerts} per body, p99`, unit: "ms", bar: slowest, ours: taken.ours.map((one) => one.p99Ms), note: `p50 ${taken.ours.map((one) => one.p50Ms).join(", ")}` });
}
for (const [alerts, bar] of [[50, 1], [1, 0.5]] as const) {
  const name = `ingress, ${alerts} per body, vs Alertmanager`;
  if (findAlertmanager() === undefined) {
    skip(name, { atLeast: bar }, "prometheus-alertmanager is not installed");
    continue;
  }
  const taken = await interleave(rounds, ours(alerts), alertmanager(alerts));
  report({ name, unit: "req/s", bar: { atLeast: bar }, ours: taken.ours.map(rate), baseline: taken.baseline.map(rate), note: costs(taken) });
}
await stores.drop();
