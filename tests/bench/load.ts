import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { bundle } from "./program";

/** What came back of a load. */
export interface Load {
  /** Answers 2xx per second. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Connections that broke, and requests without an answer. */
  readonly errors: number;
  /** Answers other than 2xx. */
  readonly refused: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** The two halves of a body, between which a serial number makes each one new. */
export interface BodyTemplate {
  readonly head: string;
  readonly tail: string;
}

let generator: Promise<string> | undefined;

/** POSTs bodies as fast as they are answered, each of them new, from a process of its own, for some seconds or until an amount is answered. @throws when the generator broke */
export async function load(plan: { url: string; connections: number; seconds?: number; amount?: number; headers?: Record<string, string>; body: BodyTemplate }): Promise<Load> {
  generator ??= bundle("tests/bench/load-process.ts");
  const { body, headers, ...rest } = plan;
  const salt = randomBytes(6).toString("hex");
  const child = spawn(process.execPath, [await generator, JSON.stringify({ ...rest, ...body, salt, headers: { "content-type": "application/json", ...headers } })], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return JSON.parse(output) as Load;
}

/** Alerts as Prometheus posts them to an Alertmanager: the same labels every time, so that it has the least work. */
const alerts = (count: number, marked: string) =>
  Array.from({ length: count }, (_, index) => ({
    labels: { alertname: "LatencyHigh", instance: `host-${index}:9100`, job: "node", namespace: "shop", pod: `checkout-${index}-7d9f8b6c5-x2x4p`, severity: "warning" },
    annotations: { summary: "Latency is high", description: `p99 over 500 ms for five minutes ${index === 0 ? marked : ""}` },
    startsAt: "2026-11-22T09:47:26.000Z",
    generatorURL: "http://prometheus:9090/graph?g0.expr=latency_seconds+%3E+0.5&g0.tab=1",
  }));

function cut(value: unknown): BodyTemplate {
  const [head = "", tail = ""] = JSON.stringify(value).split("@serial@");
  return { head, tail };
}

/** A body as an Alertmanager's webhook sends it. */
export function webhookTemplate(count: number): BodyTemplate {
  const sent = alerts(count, "@serial@").map((alert, index) => ({ status: "firing", ...alert, endsAt: "0001-01-01T00:00:00Z", fingerprint: index.toString(16).padStart(16, "0") }));
  return cut({ receiver: "awoooi", status: "firing", alerts: sent, groupLabels: { alertname: "LatencyHigh" }, commonLabels: { alertname: "LatencyHigh", severity: "warning" }, commonAnnotations: { summary: "Latency is high" }, externalURL: "http://alertmanager:9093", version: "4", groupKey: '{}:{alertname="LatencyHigh"}', truncatedAlerts: 0 });
}

/** The same alerts as Prometheus posts them to `/api/v2/alerts`. */
export function alertsTemplate(count: number): BodyTemplate {
  return cut(alerts(count, "@serial@"));
}
