import { freePort } from "../support/ports";
import { findAlertmanager, startBareAlertmanager } from "./alertmanager";
import { interleave, median, report, skip, type Bar, type Rounds } from "./harness";
import { alertsTemplate, load, webhookTemplate, type BodyTemplate, type Load } from "./load";
import { bundle, startProgram, type Program } from "./program";
import { benchToken, openBenchStores } from "./stores";

/*
 * How many webhooks per second the door accepts: proven, checked, committed, and on the stream. Against the least program that commits
 * the same rows, and against what Debian's Alertmanager takes into memory. All run side by side, and one is loaded at a time.
 */

const rounds = Number(process.env.AWOOOI_BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.AWOOOI_BENCH_SECONDS ?? 5);
const connections = 64;

/** A load, and the CPU time that the server itself used for each request. */
interface Taken extends Load {
  readonly cpuMicros: number;
}

/** A server under load; each kind of body has its own warm-up, since a program that has not met it yet is another program. */
interface Side {
  readonly program: Program;
  readonly url: string;
  readonly bodyOf: (alerts: number) => BodyTemplate;
}

const stores = await openBenchStores();
const [doorFile, bareFile] = await Promise.all([bundle("server/ingress/main.ts"), bundle("tests/bench/bare-door.ts")]);

async function open(start: (port: number) => Promise<Program>, path: string, bodyOf: Side["bodyOf"]): Promise<Side> {
  const port = await freePort();
  const side = { program: await start(port), url: `http://127.0.0.1:${port}${path}`, bodyOf };
  for (const [alerts, amount] of [[1, 15_000], [50, 3_000]] as const) await send(side, alerts, { amount });
  await stores.sql("truncate inbox_entries");
  return side;
}

const send = ({ url, bodyOf }: Side, alerts: number, plan: { amount: number } | { seconds: number }) => load({ url, connections, body: bodyOf(alerts), headers: { authorization: `Bearer ${benchToken}` }, ...plan });

/** One round; an answer other than 2xx makes the figure worthless. */
const measure = (side: Side, alerts: number) => async (): Promise<Taken> => {
  const before = side.program.cpuSeconds();
  const measured = await send(side, alerts, { seconds });
  const cpuMicros = Math.round(((side.program.cpuSeconds() - before) * 1e6) / (measured.perSecond * seconds));
  await stores.sql("truncate inbox_entries", "checkpoint");
  if (measured.refused + measured.errors > 0) throw new Error(`not all was accepted: ${JSON.stringify(measured)}`);
  return { ...measured, cpuMicros };
};

const rate = ({ perSecond }: Load) => perSecond;
/** What both servers themselves cost, which says more than the rates while something else runs on the machine. */
const costs = ({ ours: one, baseline: other }: Rounds<Taken>) => `CPU per request ${median(one.map((taken) => taken.cpuMicros))} vs ${median(other.map((taken) => taken.cpuMicros))} us`;
const slowest: Bar = { atMost: 100 };

const door = await open((port) => startProgram([process.execPath, doorFile], { ...stores.env, INGRESS_PORT: String(port), AWOOOI_WEBHOOK_RATE: "1000000" }, "ingress_ready"), "/api/v1/webhooks/alertmanager", webhookTemplate);
const bare = await open((port) => startProgram([process.execPath, bareFile], { DATABASE_URL: stores.databaseUrl, PORT: String(port) }, "bare_ready"), "/", webhookTemplate);
for (const alerts of [1, 50]) {
  const taken = await interleave(rounds, measure(door, alerts), measure(bare, alerts));
  report({ name: `ingress, ${alerts} per body, vs bare`, unit: "req/s", bar: { atLeast: 0.6 }, ours: taken.ours.map(rate), baseline: taken.baseline.map(rate), note: costs(taken) });
  report({ name: `ingress, ${alerts} per body, p99`, unit: "ms", bar: slowest, ours: taken.ours.map((one) => one.p99Ms), note: `p50 ${taken.ours.map((one) => one.p50Ms).join(", ")}; bare p99 ${taken.baseline.map((one) => one.p99Ms).join(", ")}` });
}
await bare.program.stop();

const compared = [[50, 1], [1, 0.5]] as const;
const nameOf = (alerts: number) => `ingress, ${alerts} per body, vs Alertmanager`;
if (findAlertmanager() === undefined) for (const [alerts, atLeast] of compared) skip(nameOf(alerts), { atLeast }, "prometheus-alertmanager is not installed");
else {
  const alertmanager = await open(startBareAlertmanager, "/api/v2/alerts", alertsTemplate);
  for (const [alerts, atLeast] of compared) {
    const taken = await interleave(rounds, measure(door, alerts), measure(alertmanager, alerts));
    report({ name: nameOf(alerts), unit: "req/s", bar: { atLeast }, ours: taken.ours.map(rate), baseline: taken.baseline.map(rate), note: costs(taken) });
  }
  await alertmanager.program.stop();
}
await door.program.stop();
await stores.drop();
