import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Incident, IncidentsStreamEvent } from "@/lib/contracts/incident";
import { createContainer } from "@/server/container";
import { readConfig } from "@/server/platform/config";
import { createLogger } from "@/server/platform/log";
import { incidentsFeed } from "@/server/web/incidents-feed";
import { StreamHub } from "@/server/web/stream-hub";
import { freePort } from "../support/ports";
import { report } from "./harness";
import { bundle, startProgram } from "./program";
import { benchToken, openBenchStores } from "./stores";

/*
 * How long after a webhook was sent its new incident is on the incidents stream, with 50 webhooks a second, each a problem of its own:
 * door, inbox, worker, correlation, log, hub. Door and worker are processes of their own; the hub runs here, and hands its frames to
 * this bench as it would to a browser's connection.
 */

const perSecond = 50;
const seconds = Number(process.env.AWOOOI_BENCH_SECONDS ?? 15);
const rounds = Number(process.env.AWOOOI_BENCH_ROUNDS ?? 3);

const stores = await openBenchStores();
const [doorFile, workerFile, port] = [await bundle("server/ingress/main.ts"), await bundle("server/worker/main.ts"), await freePort()];
const env = { ...stores.env, INGRESS_PORT: String(port), AWOOOI_LOG_LEVEL: "info" };
const door = await startProgram([process.execPath, doorFile], env, "ingress_ready");
const worker = await startProgram([process.execPath, workerFile], env, "worker_ready");
const container = createContainer(readConfig(env as unknown as NodeJS.ProcessEnv), createLogger("bench", "error"));
const hub = new StreamHub<IncidentsStreamEvent>(container, incidentsFeed(container.ctx({ kind: "automation", id: "web", name: "web" }, "web")));

const sentAt = new Map<string, number>();
const latencies: number[] = [];
let snapshots = 0;
const see = ({ title }: Pick<Incident, "title">) => {
  const at = sentAt.get(title);
  if (at === undefined) return;
  sentAt.delete(title);
  latencies.push(performance.now() - at);
};
const leave = hub.join({
  send: (frame) => {
    const event = JSON.parse(/^data: (.*)$/m.exec(Buffer.from(frame).toString("utf8"))?.[1] ?? "null") as IncidentsStreamEvent;
    if (event.type === "incidents.snapshot") {
      snapshots += 1;
      event.incidents.forEach(see);
    } else see(event.incident);
    return true;
  },
  close: () => undefined,
});

function bodyOf(title: string): string {
  const alert = { status: "firing", labels: { alertname: title, instance: `${title}:9100`, severity: "warning" }, annotations: {}, startsAt: new Date().toISOString(), endsAt: "0001-01-01T00:00:00Z", generatorURL: "" };
  return JSON.stringify({ version: "4", groupKey: `{}:{alertname="${title}"}`, truncatedAlerts: 0, status: "firing", receiver: "awoooi", groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: "", alerts: [alert] });
}

async function send(title: string): Promise<void> {
  sentAt.set(title, performance.now());
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/webhooks/alertmanager`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${benchToken}` }, body: bodyOf(title) });
  if (response.status !== 202) throw new Error(`the door answered ${response.status}`);
  await response.arrayBuffer();
}

/** Sends at a steady pace and waits until all are seen; returns the latencies in order. */
async function run(round: string, count: number): Promise<number[]> {
  latencies.length = 0;
  const startedAt = performance.now();
  const sending: Promise<void>[] = [];
  for (let i = 0; i < count; i += 1) {
    const dueInMs = startedAt + (i * 1_000) / perSecond - performance.now();
    if (dueInMs > 0) await sleep(dueInMs);
    sending.push(send(`bench-${round}-${i}`));
  }
  await Promise.all(sending);
  for (let waited = 0; sentAt.size > 0; waited += 1) {
    if (waited > 1_000) throw new Error(`${sentAt.size} incidents were never seen`);
    await sleep(10);
  }
  return latencies.toSorted((a, b) => a - b);
}

while (snapshots === 0) await sleep(10);
await run("warm", perSecond * 3);
const cpuSeconds = () => [door.cpuSeconds(), worker.cpuSeconds(), (process.cpuUsage().user + process.cpuUsage().system) / 1e6];
const cpuBefore = cpuSeconds();
const taken: number[][] = [];
for (let round = 0; round < rounds; round += 1) taken.push(await run(String(round), perSecond * seconds));
const cpu = cpuSeconds().map((after, index) => Math.round(((after - (cpuBefore[index] ?? 0)) * 1e6) / (perSecond * seconds * rounds)));
const worked = await container.pool.query<{ p50: number; p99: number }>(
  "select percentile_cont(0.5) within group (order by ms) p50, percentile_cont(0.99) within group (order by ms) p99 from (select extract(epoch from processed_at - received_at) * 1000 as ms from inbox_entries where processed_at is not null) t",
);
const inWorker = worked.rows.map((row) => `of which from inbox to done ${Math.round(row.p50)} (p50) and ${Math.round(row.p99)} ms (p99)`).join("");
const at = (share: number) => taken.map((sorted) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
report({ name: "webhook to incident on the stream, p50", unit: "ms", bar: { atMost: 100 }, ours: at(0.5), note: `${perSecond}/s; ${inWorker}; CPU per webhook: door ${cpu[0]}, worker ${cpu[1]}, hub and sender ${cpu[2]} us` });
report({ name: "webhook to incident on the stream, p99", unit: "ms", bar: { atMost: 500 }, ours: at(0.99), note: `slowest ${at(1).map((ms) => Math.round(ms)).join(", ")} ms; ${snapshots - 1} floods` });

leave();
await worker.stop();
await door.stop();
await container.close();
await stores.drop();
process.exit();
