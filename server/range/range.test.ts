import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rangePaths, readEndpoint } from "./files";
import { startRange, type Range } from "./range";

const token = "range-test-token";
const base = { port: 0, token, seed: 7, autoplay: false, logLevel: "silent" as const };

let dataDir: string;
let range: Range;
let receiver: Server;
let webhookUrl: string;
const received: { headers: string[]; body: { status: string; alerts: { labels: Record<string, string> }[] } }[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "range-"));
  receiver = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    request.on("end", () => {
      received.push({ headers: request.rawHeaders, body: JSON.parse(text) as (typeof received)[number]["body"] });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  range = await startRange({ ...base, dataDir, webhookUrl });
}, 30_000);

afterAll(async () => {
  await range.close();
  receiver.close();
  await rm(dataDir, { recursive: true });
});

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${range.url}${path}`, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } });
}

describe("startRange", () => {
  test("says healthy to anyone and everything else only to those with the token", async () => {
    expect((await fetch(`${range.url}/healthz`)).status).toBe(200);
    for (const path of ["/metrics", "/version", "/api/v1/pods", "/prometheus/api/v1/query?query=1", "/range/v1/state", "/nowhere"]) {
      for (const authorization of [undefined, "Bearer wrong", `Basic ${token}`]) {
        const response = await fetch(`${range.url}${path}`, { headers: authorization ? { Authorization: authorization } : {} });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ kind: "Status", status: "Failure", reason: "Unauthorized", code: 401 });
      }
    }
  });

  test("announces itself in files only their owner can read", async () => {
    const paths = rangePaths(dataDir);
    for (const path of [paths.kubeconfig, paths.endpoint]) expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readEndpoint(dataDir)).toEqual({ url: range.url, token, prometheusUrl: range.prometheusUrl, kubeconfigPath: range.kubeconfigPath });
    expect(await readFile(paths.kubeconfig, "utf8")).toContain("insecure-skip-tls-verify: true");
  });

  test("refuses an address that cannot be decoded", async () => {
    expect((await ask("/api/v1/namespaces/%E0%A4%A/pods")).status).toBe(400);
  });

  test("refuses a body beyond the limit", async () => {
    const response = await ask("/range/v1/scenarios/bad-release", { method: "POST", body: "x".repeat(1_048_577) });
    expect(response.status).toBe(413);
  });

  test("shows its metrics in the text format", async () => {
    const response = await ask("/metrics");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    expect(text).toContain("# TYPE http_request_duration_seconds histogram");
    expect(text).toMatch(/http_requests_total\{cluster="range",namespace="shop",service="checkout",pod="checkout-[^"]+",job="checkout",instance="[^"]+",code="200"\} \d+/);
    expect(text).toMatch(/queue_depth\{.*service="worker".*queue="orders"\} \d+/);
  });

  test("tells the time of its own latest scrape when asked to", async () => {
    const text = await (await ask("/metrics?timestamps=1")).text();
    const times = new Set(text.split("\n").flatMap((line) => (line.startsWith("up{") ? [Number(line.split(" ").at(-1)) % 5_000] : [])));
    expect([...times]).toEqual([0]);
  });

  test("silences an alert for as long as asked, and says so", async () => {
    const api = "/alertmanager/api/v2";
    const body = (matcher: object, endsAt: number) => JSON.stringify({ matchers: [matcher], startsAt: new Date().toISOString(), endsAt: new Date(endsAt).toISOString(), createdBy: "test", comment: "drill" });
    const watchdog = { name: "alertname", value: "Watchdog", isRegex: false, isEqual: true };
    const alerts = async () => (await (await ask(`${api}/alerts?filter=alertname%3D%22Watchdog%22`)).json()) as { status: { state: string; silencedBy: string[] }; fingerprint: string }[];
    await expect.poll(async () => (await alerts()).map((alert) => alert.status.state), { timeout: 15_000, interval: 200 }).toEqual(["active"]);
    const posted = await ask(`${api}/silences`, { method: "POST", body: body(watchdog, Date.now() + 60_000) });
    const { silenceID } = (await posted.json()) as { silenceID: string };
    await expect.poll(async () => (await alerts())[0]?.status, { timeout: 5_000, interval: 200 }).toMatchObject({ state: "suppressed", silencedBy: [silenceID] });
    expect(await (await ask(`${api}/alerts?silenced=false&filter=alertname%3D%22Watchdog%22`)).json()).toEqual([]);
    expect(await (await ask(`${api}/silences`)).json()).toMatchObject([{ id: silenceID, status: { state: "active" }, matchers: [watchdog], createdBy: "test" }]);
    expect((await ask(`${api}/silence/${silenceID}`, { method: "DELETE" })).status).toBe(200);
    expect(await (await ask(`${api}/silence/${silenceID}`)).json()).toMatchObject({ status: { state: "expired" } });
    expect((await ask(`${api}/silence/${silenceID}`, { method: "DELETE" })).status).toBe(500);
    expect((await ask(`${api}/silence/nobody`, { method: "DELETE" })).status).toBe(404);
    expect((await ask(`${api}/silences`, { method: "POST", body: body(watchdog, Date.now() - 60_000) })).status).toBe(400);
    expect((await ask(`${api}/silences`, { method: "POST", body: body({ ...watchdog, value: ".*", isRegex: true }, Date.now() + 60_000) })).status).toBe(400);
    expect((await ask(`${api}/silences`, { method: "POST", body: "{}" })).status).toBe(422);
    expect((await ask(`${api}/alerts?filter=nonsense`)).status).toBe(400);
  }, 30_000);

  test("answers Prometheus queries by GET and by form POST", async () => {
    const query = "count(up)";
    const byGet = await ask(`/prometheus/api/v1/query?query=${encodeURIComponent(query)}`);
    const byPost = await ask("/prometheus/api/v1/query", { method: "POST", body: new URLSearchParams({ query }) });
    for (const response of [byGet, byPost]) expect(await response.json()).toMatchObject({ status: "success", data: { resultType: "vector", result: [{ value: [expect.any(Number), "117"] }] } });
    expect((await ask("/prometheus/api/v1/query?query=up%7B")).status).toBe(400);
    expect(await (await ask("/prometheus/-/healthy")).text()).toBe("Prometheus Server is Healthy.\n");
    expect(await (await ask("/prometheus/api/v1/rules")).json()).toMatchObject({ data: { groups: [{ rules: expect.arrayContaining([expect.objectContaining({ name: "HighErrorRate" })]) as unknown[] }] } });
  });

  test("starts, refuses and clears scenarios over the control API", async () => {
    const post = (name: string, body?: string) => ask(`/range/v1/scenarios/${name}`, { method: "POST", body });
    expect((await post("bad-release", '{"seed":"x"}')).status).toBe(400);
    expect((await post("no-such")).status).toBe(404);
    expect((await post("bad-release", '{"seed":3}')).status).toBe(202);
    expect((await post("bad-release")).status).toBe(409);
    const list = (await (await ask("/range/v1/scenarios")).json()) as { items: unknown[] };
    expect(list.items).toContainEqual(expect.objectContaining({ name: "bad-release", running: true, seed: 3 }));
    expect((await ask("/range/v1/scenarios/bad-release", { method: "DELETE" })).status).toBe(200);
    expect((await ask("/range/v1/scenarios/no-such", { method: "DELETE" })).status).toBe(404);
    expect((await ask("/range/v1/scenarios/no-such/heal", { method: "POST" })).status).toBe(404);
    expect((await ask("/range/v1/scenarios/dead-database/heal", { method: "POST" })).status).toBe(409);
    const state = (await (await ask("/range/v1/state")).json()) as { scenarios: { running: boolean }[] };
    expect(state.scenarios.every((scenario) => !scenario.running)).toBe(true);
  });

  test("sends a genuine webhook once a scenario bites", async () => {
    expect(range.startScenario("saturated-worker").outcome).toBe("started");
    await expect.poll(() => received.find(({ body }) => body.alerts[0]?.labels["alertname"] === "QueueBacklog"), { timeout: 25_000, interval: 250 }).toBeDefined();
    const notification = received.find(({ body }) => body.alerts[0]?.labels["alertname"] === "QueueBacklog");
    expect(notification?.body).toMatchObject({
      receiver: "awoooi",
      status: "firing",
      version: "4",
      truncatedAlerts: 0,
      groupKey: '{}:{alertname="QueueBacklog", cluster="range", namespace="shop"}',
      alerts: [{ labels: { severity: "critical", service: "worker", deployment: "worker" }, endsAt: "0001-01-01T00:00:00Z" }],
    });
    expect(notification?.headers).toEqual(expect.arrayContaining(["User-Agent", "Alertmanager/0.28.0", "Authorization", `Bearer ${token}`]));
  }, 30_000);

  test("comes back after a restart with the same objects, faults and history", async () => {
    const pods = async () => ((await (await ask("/api/v1/namespaces/shop/pods")).json()) as { items: { metadata: { uid: string } }[] }).items.map((pod) => pod.metadata.uid);
    const before = await pods();
    await range.close();
    expect(await readEndpoint(dataDir)).toBeUndefined();
    range = await startRange({ ...base, dataDir, webhookUrl });
    expect(await pods()).toEqual(before);
    expect((await (await ask("/range/v1/scenarios")).json()) as object).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ name: "saturated-worker", running: true })]) as unknown[] });
    const history = await ask(`/prometheus/api/v1/query?query=${encodeURIComponent("count_over_time(up{service='gateway'}[55m])")}`);
    expect(await history.json()).toMatchObject({ data: { result: [{ value: [expect.any(Number), expect.stringMatching(/^6\d\d$/)] }, {}] } });
  }, 30_000);
});

describe("a state file that cannot be used", () => {
  test.each([
    ["is no gzip", Buffer.from("rubbish")],
    ["is cut off", gzipSync('{"version":1,"world":').subarray(0, 20)],
    ["has another shape", gzipSync('{"version":1}')],
    ["has another version", gzipSync('{"version":99}')],
  ])("is set aside when it %s, and the range starts afresh", async (_, content) => {
    const folder = await mkdtemp(join(tmpdir(), "range-"));
    const first = await startRange({ ...base, dataDir: folder });
    await first.close();
    await writeFile(rangePaths(folder).state, content);
    const second = await startRange({ ...base, dataDir: folder });
    const response = await fetch(`${second.url}/apis/apps/v1/deployments`, { headers: { Authorization: `Bearer ${token}` } });
    expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(8);
    await second.close();
    expect((await readdir(rangePaths(folder).folder)).filter((name) => name.includes("corrupt"))).toHaveLength(1);
    await rm(folder, { recursive: true });
  }, 30_000);
});
