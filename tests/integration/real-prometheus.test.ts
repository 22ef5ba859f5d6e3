import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { questions, type Selection } from "@/server/decision/rules/queries";
import { alertRules } from "@/server/range/alert/rules";
import { answerCall } from "@/server/range/doors";
import { Engine } from "@/server/range/engine";
import { createRangeServer } from "@/server/range/http-server";
import { evaluateEveryMs, scrapeEveryMs } from "@/server/range/tunables";
import { isRunning, isStarted } from "@/server/range/world/pod-state";
import { startPrometheus, type RealPrometheus } from "../support/prometheus";
import { eventually } from "../support/wait";

/*
 * The range's clock goes on by one of its own scrapes whenever Prometheus has stored the one before, which is told with its time:
 * both sides hold exactly the same samples, so there is no jitter, and no tolerance but for the order in which numbers are added up.
 *
 * Prometheus 2.42 differs from the present one, which the range imitates, at two edges that are therefore left out: it counts a
 * sample that lies exactly at the left end of a window, so no moment asked about is a multiple of the scrape interval; and it
 * stretches the rate of a counter that was born within the window by another rule, so no window of a rate reaches back to the first
 * scrape or to a start of a process.
 */

const token = "real-prometheus-token";
/** A scrape that took too long is repeated by the next one. */
const scrapeMs = 150;
const wantedScrapes = 72;
/** Off the samples and off the steps of subqueries. */
const offMs = 1_300;

let engine: Engine;
let server: Server;
let url: string;
let prometheus: RealPrometheus;
let firstMs: number;
/** Moments at which no process was between two restarts: without stale markers a real one would show its last values. */
const steadyMs: number[] = [];

beforeAll(async () => {
  const startMs = Math.floor(Date.now() / scrapeEveryMs) * scrapeEveryMs - 900_000;
  engine = new Engine({
    seed: 7,
    now: startMs,
    autoplay: false,
    historyMs: 0,
    prometheusUrl: "http://p",
    alertmanagerUrl: "http://a",
    deliver: () => Promise.resolve({ outcome: "accepted" }),
    report: () => undefined,
  });
  firstMs = startMs + scrapeEveryMs;
  server = createRangeServer(token, (call) => answerCall(engine, call), () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  prometheus = await startPrometheus({ url: `${url}/metrics`, token, params: { timestamps: "1" }, intervalMs: scrapeMs, evaluationIntervalMs: evaluateEveryMs });
  for (let scrape = 1; scrape <= wantedScrapes; scrape++) {
    if (scrape === 2) engine.director.start("memory-leak");
    if (scrape === 8) engine.director.start("noisy-neighbour");
    if (scrape === 26) engine.director.clear("memory-leak");
    for (let second = 0; second < scrapeEveryMs; second += 1_000) engine.tick(engine.world.now + 1_000);
    if (engine.world.store.list("pods").filter(isStarted).every(isRunning)) steadyMs.push(engine.world.now);
    await eventually("the scrape is stored", async () => (await latestStored()) === engine.world.now, 20_000, 20);
  }
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  server?.closeAllConnections();
  server?.close();
});

/** The time of the latest sample that Prometheus has of the range. */
async function latestStored(): Promise<number> {
  const { data } = await ask(prometheus.url, "query", { query: 'max(timestamp(up{job="kubelet"}))', time: seconds(engine.world.now) });
  const [first] = (data?.result ?? []) as { value: [number, string] }[];
  return Number(first?.value[1] ?? 0) * 1_000;
}

interface Answer {
  status: number;
  errorType?: string;
  data?: { resultType: string; result: unknown };
}

const seconds = (ms: number) => String(ms / 1_000);

async function ask(base: string, endpoint: string, form: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${base}/api/v1/${endpoint}`, { method: "POST", headers: { Authorization: `Bearer ${token}` }, body: new URLSearchParams(form) });
  const { errorType, data } = (await response.json()) as Answer;
  return { status: response.status, errorType, data };
}

/** Both answers, in the same order, where equal to nine digits with the same numbers, and without what a real one adds about the scrape itself. */
async function askBoth(endpoint: string, form: Record<string, string>): Promise<{ ours: unknown; theirs: unknown }> {
  const [ours, theirs] = await Promise.all([ask(`${url}/prometheus`, endpoint, form), ask(prometheus.url, endpoint, form)]);
  return { ours: aligned(comparable(ours), comparable(theirs)), theirs: comparable(theirs) };
}

/** The first with each number of the second that it has to nine digits: sums in another order differ in the last place, and rounding both would only move the brink. */
function aligned(ours: unknown, theirs: unknown): unknown {
  if (typeof ours === "number" && typeof theirs === "number") return Math.abs(ours - theirs) <= 1e-9 * Math.abs(theirs) ? theirs : ours;
  if (Array.isArray(ours) && Array.isArray(theirs)) return ours.map((one: unknown, index) => aligned(one, theirs[index]));
  if (typeof ours !== "object" || ours === null || typeof theirs !== "object" || theirs === null) return ours;
  return Object.fromEntries(Object.entries(ours).map(([key, value]: [string, unknown]) => [key, aligned(value, (theirs as Record<string, unknown>)[key])]));
}

function comparable({ status, errorType, data }: Answer): unknown {
  if (!data) return { status, errorType };
  const { resultType, result } = data;
  if (resultType === "scalar" || resultType === "string") return { status, resultType, result: (result as [number, string]).map((part) => numeric(part)) };
  const series = (result as { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[])
    .filter(({ metric }) => metric["job"] !== "range")
    .map(({ metric, value, values }) => [JSON.stringify(Object.entries(metric).sort()), (values ?? (value ? [value] : [])).map((point) => point.map(numeric))] as const);
  return { status, resultType, result: Object.fromEntries([...series].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function numeric(part: number | string): number | string {
  const number = Number(part);
  return Number.isFinite(number) ? number : part;
}

const selection: Selection = {
  namespaces: ["shop", "batch", "kube-system"],
  names: ["gateway", "storefront", "checkout", "payment", "inventory", "worker", "postgres", "redis", "report-batch", "log-agent"],
  nodes: ["node-a", "node-b"],
  windowSeconds: 30,
};

/** Late enough that the longest window, five minutes, lies within what was scraped. */
const lateMoments = () => steadyMs.filter((ms) => ms - firstMs >= 310_000).map((ms) => ms + offMs);

async function compare(query: string): Promise<number> {
  const moments = lateMoments();
  expect(moments.length).toBeGreaterThan(2);
  let size = 0;
  for (const ms of [moments[0], moments.at(-1)]) {
    const { ours, theirs } = await askBoth("query", { query, time: seconds(ms ?? 0) });
    expect(ours).toEqual(theirs);
    size += Object.keys((ours as { result?: object }).result ?? {}).length;
  }
  return size;
}

describe("a genuine Prometheus that scrapes the range", () => {
  const asked = questions.flatMap(({ metric, scope, expressions }) => expressions.map((expression) => [metric, scope, expression(selection)] as const));

  test.each(asked)("answers OpenClaw's question for %s (%s) as the range does: %s", async (_metric, _scope, query) => {
    await compare(query);
  });

  test("has an answer for every kind of question that the range can answer", async () => {
    const unanswered: string[] = [];
    for (const { metric, scope, expressions } of questions) {
      let size = 0;
      for (const expression of expressions) size += await compare(expression(selection));
      if (size === 0) unanswered.push(`${metric} ${scope}`);
    }
    expect(unanswered).toEqual(["replicationLagSeconds service"]);
  });

  test.each(alertRules.map((rule) => [rule.alert, rule.expr] as const))("judges the rule %s alike: %s", async (_alert, expr) => {
    await compare(expr);
  });

  test.each([
    'sum by (service) (rate(http_requests_total{code=~"5..",namespace="shop"}[1m]))',
    'irate(container_cpu_usage_seconds_total{namespace="shop"}[30s])',
    'increase(kube_pod_container_status_restarts_total{service="payment"}[4m])',
    'delta(container_memory_working_set_bytes{service="checkout"}[2m])',
    'idelta(queue_depth[1m])',
    'deriv(container_memory_working_set_bytes{service="payment"}[1m])',
    'predict_linear(container_memory_working_set_bytes{service="payment"}[1m], 120)',
    'resets(container_cpu_usage_seconds_total{service="payment"}[5m])',
    'changes(kube_pod_status_ready{service="payment",condition="true"}[5m])',
    'avg_over_time(queue_depth[1m]) + max_over_time(queue_depth[1m]) - min_over_time(queue_depth[1m])',
    'stddev_over_time(queue_depth[2m]) / stdvar_over_time(queue_depth[2m])',
    'quantile_over_time(0.9, container_memory_working_set_bytes{service="payment"}[3m])',
    'count_over_time(up{namespace="shop"}[90s]) == sum_over_time(up{namespace="shop"}[90s])',
    'last_over_time(queue_depth[1m]) == present_over_time(queue_depth[1m]) or absent_over_time(nothing{a="b"}[1m])',
    'histogram_quantile(0.5, sum by (le, service) (rate(http_request_duration_seconds_bucket[2m])))',
    'topk(3, sum by (pod) (rate(http_requests_total[1m])))',
    'bottomk(2, container_memory_working_set_bytes{namespace="shop"})',
    'quantile(0.25, container_memory_working_set_bytes{namespace="shop"})',
    'stddev by (service) (container_memory_working_set_bytes{namespace="shop"}) > 1',
    'count_values("replicas", kube_deployment_spec_replicas)',
    'group by (service) (up{namespace="shop"}) unless on (service) http_requests_total',
    'container_memory_working_set_bytes{namespace="shop"} * on (pod) group_left (created_by_kind, node) kube_pod_info',
    'sum by (node) (kube_pod_info) / on (node) group_right () kube_node_status_condition{status="true"}',
    'label_replace(pg_up, "db", "$1-x", "service", "(post).*")',
    'label_join(pg_up, "where", "/", "namespace", "pod")',
    'clamp(container_memory_working_set_bytes{service="redis"}, 0, 1e8) - clamp_max(container_memory_working_set_bytes{service="redis"}, 1e7)',
    'round(container_memory_working_set_bytes{service="postgres"}, 1024) % 4096',
    'ln(queue_depth + 2) + log2(queue_depth + 2) + sqrt(queue_depth) ^ 2 - exp(0 * queue_depth) + sgn(queue_depth)',
    'max_over_time(sum by (service) (rate(http_requests_total{namespace="shop"}[32s]))[2m:10s])',
    'min_over_time((1 - avg by (node) (rate(node_cpu_seconds_total{mode="idle"}[32s])))[1m:])',
    'sum(queue_depth offset 1m) - sum(queue_depth)',
    'timestamp(pg_up) - time()',
    'hour() + minute(vector(1500000000)) + day_of_week(vector(1500000000)) + days_in_month(vector(1500000000))',
    'scalar(pg_up) + vector(1) > bool 1',
    'absent(up{job="nobody"})',
    '-sum(up) or vector(1) and vector(2)',
    'up{namespace="shop",service!~"post.*|redis"}',
    '"a string"',
    "42 / 0",
  ])("answers %s as the range does", async (query) => {
    expect(await compare(query)).toBeGreaterThan(0);
  });

  test.each([
    'sum by (service) (rate(http_requests_total{namespace="shop"}[1m]))',
    'histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket{namespace="shop"}[30s])))',
    'sum(queue_depth @ start()) + sum(queue_depth @ end()) - sum(queue_depth)',
    'kube_deployment_status_replicas_available / kube_deployment_status_replicas_available',
    'max_over_time(sum(rate(http_requests_total[32s]))[1m:15s])',
    "time() % 60",
  ])("draws %s over time as the range does", async (query) => {
    const end = (lateMoments().at(-1) ?? 0) - scrapeEveryMs;
    const { ours, theirs } = await askBoth("query_range", { query, start: seconds(end - 100_000), end: seconds(end), step: "10" });
    expect(ours).toEqual(theirs);
    expect(Object.keys((ours as { result: object }).result).length).toBeGreaterThan(0);
  });

  test("is fixed to a moment by @ as the range is", async () => {
    const [moment = 0] = lateMoments();
    expect(await compare(`sum(rate(http_requests_total[1m] @ ${seconds(moment)}))`)).toBeGreaterThan(0);
  });

  test.each(["up{", "sum(", "rate(up)", "up + on (pod)", "sum(up, up)", "nothing_like(up)", "up offset", 'up{job=~"["}', "1 + \"a\"", "{}", "kube_pod_info * on (node) kube_pod_info", "up / ignoring (instance) kube_pod_info"])(
    "refuses %s with the same status and kind of error",
    async (query) => {
      const { ours, theirs } = await askBoth("query", { query, time: seconds(lateMoments()[0] ?? 0) });
      expect(ours).toEqual(theirs);
    },
  );
});
