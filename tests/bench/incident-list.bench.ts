import { loadavg } from "node:os";
import { chromium, type CDPSession, type Page } from "@playwright/test";
import { createContainer } from "@/server/container";
import { acknowledgeIncident } from "@/server/incident/acknowledge";
import { readConfig } from "@/server/platform/config";
import { createLogger } from "@/server/platform/log";
import { openIncident, walkIncident } from "../support/incident";
import { startHouse } from "../support/running-house";
import { report } from "./harness";
import { openBenchStores } from "./stores";

/*
 * What a browser does with a list of 100,000 incidents while 1,000 changes a minute reach it through the real stream: the longest
 * task of its main thread by the work in it (on a busy machine the clock counts other programs' turns), and how its memory grows. Half of the changes are of rows on screen, a quarter are newcomers, and
 * meanwhile somebody scrolls from end to end and steps through it by key. `AWOOOI_BENCH_SECONDS=600` measures ten minutes.
 */

const rows = 100_000;
const seconds = Number(process.env.AWOOOI_BENCH_SECONDS ?? 60);
const everyMs = 60;
const turnsTraced = 12;

const stores = await openBenchStores();
await stores.sql(
  `insert into incidents (id, origin, status, severity, title, entity, entity_key, alert_count, firing_count, opened_at, updated_at, settled_at, settled_by, actionable, verified)
    select 'inc_' || lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), 'live', case when n % 20 = 0 then 'open' else 'resolved' end, case when n % 3 = 0 then 'info' when n % 50 = 1 then 'critical' else 'warning' end,
      'HighErrorRate' || n % 40, jsonb_build_object('cluster', 'prod', 'kind', 'workload', 'namespace', 'shop', 'name', 'svc-' || n % 500), 'prod/workload/shop/svc-' || n % 500, 3, 1,
      now() - (${rows} - n) * interval '1 second', now(), case when n % 20 = 0 then null else now() end, case when n % 20 = 0 then null else 'automation' end, true, true from generate_series(1, ${rows}) n`,
  "vacuum analyze incidents",
);
const house = await startHouse({ env: { DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl, AWOOOI_KEY_PREFIX: stores.keyPrefix } });
const container = createContainer(readConfig({ ...stores.env, AWOOOI_LOG_LEVEL: "error" } as unknown as NodeJS.ProcessEnv), createLogger("bench", "error"));
const ctx = container.ctx({ kind: "human", id: "usr_bench", name: "Commander" }, "api");
const browser = await chromium.launch({ ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }), args: ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"] });

async function signIn(page: Page): Promise<void> {
  await page.goto(house.signInLink);
  await page.locator("input[autocomplete=name], input[name=name]").first().fill("Bench");
  await page.locator("input[type=email]").fill("bench@example.org");
  await page.locator("input[type=password]").fill("correct horse battery staple");
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${house.url}/`);
}

/** Memory of the page in MB, after what is not needed was collected. */
async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN) / 1e6;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** The tasks of the page's main thread in a trace, in milliseconds: of its own work, and by the clock, in which other programs' turns count too. */
function tasksOf(trace: Buffer): { work: number; clock: number }[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid}:${tid}`));
  return traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && mains.has(`${pid}:${tid}`)).map(({ tdur = 0, dur = 0 }) => ({ work: tdur / 1_000, clock: dur / 1_000 }));
}

/** One change through the verb that makes it in production; `n` says which kind. */
async function change(n: number, onScreen: readonly string[], fresh: string[]): Promise<void> {
  const id = onScreen[n % Math.max(1, onScreen.length)];
  if (n % 4 === 0) fresh.push((await openIncident(container, { title: `Fresh${n}` })).id);
  else if (n % 4 === 1) await walkIncident(container, fresh.shift() ?? "", "investigating", "resolved").catch(() => undefined);
  else if (id !== undefined) {
    await container.pool.query("update incidents set acknowledged_by = null, acknowledged_at = null where id = $1", [id]);
    await acknowledgeIncident(ctx, { id }).catch(() => undefined);
  }
}

try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await signIn(page);
  await page.goto(`${house.url}/incidents?origin=live`);
  await page.locator("[data-id]").first().waitFor();
  await page.waitForTimeout(3_000);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const counts: number[] = [];
  const memory = [await heapMb(devtools)];
  const fresh: string[] = [];
  const onScreen = () => page.locator("[data-id]").evaluateAll((links) => links.map((link) => (link as HTMLElement).dataset.id ?? ""));
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height < rows * 40) throw new Error(`the list is ${height} px high, not that of ${rows} rows`);
  let [asked, made] = [0, 0];
  let visible = await onScreen();
  let last = Promise.resolve();
  const startedAt = performance.now();
  // As many as are due, since a timer of a busy machine comes late.
  const feeder = setInterval(() => {
    for (const due = (performance.now() - startedAt) / everyMs; asked < due; asked += 1) last = last.then(() => change((made += 1), visible, fresh)).catch(() => undefined);
  }, everyMs);
  const tasks: { work: number; clock: number }[] = [];
  for (let turn = 0; performance.now() < startedAt + seconds * 1_000; turn += 1) {
    // A trace of a few turns at a time, so that ten minutes of it fit; memory is read between them, since collecting garbage is a task too.
    if (turn % turnsTraced === 0) await browser.startTracing(page, { categories: ["-*", "disabled-by-default-devtools.timeline"] });
    visible = await onScreen();
    counts.push(visible.length);
    if (turn % 6 === 5) await page.evaluate((to) => window.scrollTo(0, to), Math.floor(Math.random() * height));
    else if (turn % 6 === 4) await page.evaluate(() => window.scrollTo(0, 0));
    else if (turn % 2 === 0) for (let press = 0; press < 8; press += 1) await page.keyboard.press("j");
    else await page.mouse.wheel(0, 3_000);
    await page.waitForTimeout(500);
    if (turn % turnsTraced < turnsTraced - 1) continue;
    tasks.push(...tasksOf(await browser.stopTracing()));
    memory.push(await heapMb(devtools));
  }
  clearInterval(feeder);
  await last;
  const perMinute = Math.round((made / (performance.now() - startedAt)) * 60_000);
  const settled = memory.slice(Math.floor(memory.length / 2));
  const longest = (kind: "work" | "clock") => Math.max(0, ...tasks.map((task) => task[kind]));
  report({ name: `longest task, ${rows.toLocaleString("en-US")} incidents, ${perMinute} changes a minute, ${seconds} s`, unit: "ms", bar: { atMost: 100 }, ours: [longest("work")], note: `of ${tasks.length} tasks; by the clock ${Math.round(longest("clock"))} ms on a machine with load ${(loadavg()[0] ?? 0).toFixed(1)}; at most ${Math.max(...counts)} rows drawn` });
  report({ name: "memory of the page, second half against the first reading", unit: "MB", bar: { atMost: 15 }, ours: [Math.max(...settled) - (memory[0] ?? 0)], note: `read ${memory.map((value) => value.toFixed(1)).join(", ")}` });
} finally {
  await browser.close();
  await container.close();
  await house.stop();
  house.remove();
  await stores.drop();
}
