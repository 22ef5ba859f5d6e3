import { eq, inArray, ne, and } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inboxEntries } from "@/server/inbox/table";
import { signals } from "@/server/signal/table";
import { correlationLock } from "@/server/worker/pipeline/ingest";
import { knock, webhookBody } from "../support/alerts";
import { openDoor, type TestDoor } from "../support/door";
import { openHouse, type TestHouse } from "../support/house";
import { startOwnRedis, type OwnRedis } from "../support/redis-server";
import { eventually } from "../support/wait";
import { bundleWorker, startWorkerProcess, type WorkerProcess } from "../support/worker-process";

const milestones = ["shutdown_signal_received", "signal_worker_shutting_down", "signal_worker_shutdown_complete"];

let redis: OwnRedis;
let house: TestHouse;
let door: TestDoor;
let bundle: Awaited<ReturnType<typeof bundleWorker>>;
const started: WorkerProcess[] = [];

beforeAll(async () => {
  [bundle, redis] = await Promise.all([bundleWorker(), startOwnRedis()]);
  house = await openHouse({ env: { REDIS_URL: redis.url } });
  door = await openDoor(house.container);
}, 60_000);

afterAll(async () => {
  await Promise.all(started.map((worker) => worker.kill()));
  await door?.close();
  await house?.close();
  await redis?.close();
  bundle?.remove();
}, 60_000);

const db = () => house.container.db;

async function startWorker(): Promise<WorkerProcess> {
  const worker = startWorkerProcess(bundle.file, house.env);
  started.push(worker);
  await worker.ready();
  return worker;
}

async function accept(host: string): Promise<string> {
  const answer = await knock(door.url, webhookBody([{ name: "HostDown", host }]));
  expect(answer.status).toBe(202);
  return String(answer.body.inboxId);
}

async function statusOf(id: string) {
  const [row] = await db().select().from(inboxEntries).where(eq(inboxEntries.id, id));
  return row?.status;
}

const spoken = (worker: WorkerProcess) => worker.log.map((line) => line.msg).filter((msg) => milestones.includes(msg));

/** Sends SIGTERM and waits for the end; returns the exit code and how long it took. */
async function stop(worker: WorkerProcess): Promise<{ code: number | null; tookMs: number }> {
  const from = Date.now();
  worker.signal("SIGTERM");
  const code = await worker.exited;
  return { code, tookMs: Date.now() - from };
}

describe("a worker that is told to stop", () => {
  test("says so in three steps and exits 0 within seconds; what comes meanwhile is the next one's", async () => {
    const worker = await startWorker();
    const before = await accept("before");
    await eventually("it works", async () => (await statusOf(before)) === "processed", 20_000, 50);
    const stopping = stop(worker);
    await eventually("it heard", () => Promise.resolve(spoken(worker).includes("signal_worker_shutting_down")), 10_000, 10);
    const during = await Promise.all(Array.from({ length: 10 }, (_, index) => accept(`during-${index}`)));
    const { code, tookMs } = await stopping;
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(8_000);
    expect(spoken(worker)).toEqual(milestones);
    expect(worker.log.filter((line) => Number(line.level) >= 50)).toEqual([]);
    expect(await db().select({ id: inboxEntries.id }).from(inboxEntries).where(eq(inboxEntries.status, "processing")), "it left nothing half done").toEqual([]);
    const next = await startWorker();
    await eventually("the next worker takes what came meanwhile", async () => (await db().select().from(inboxEntries).where(and(inArray(inboxEntries.id, during), ne(inboxEntries.status, "processed")))).length === 0, 20_000);
    expect(await db().select().from(signals).where(inArray(signals.inboxId, during))).toHaveLength(during.length);
    expect((await stop(next)).code).toBe(0);
  }, 90_000);

  test("ends what it has begun, takes nothing new, and stays with a second signal", async () => {
    const worker = await startWorker();
    const session = new Client({ connectionString: house.env.DATABASE_URL });
    await session.connect();
    try {
      await session.query("select pg_advisory_lock($1)", [correlationLock.live]);
      const begun = await accept("begun");
      await eventually("it has begun", async () => (await statusOf(begun)) === "processing", 20_000, 20);
      const stopping = stop(worker);
      await eventually("it heard", () => Promise.resolve(spoken(worker).includes("signal_worker_shutting_down")), 10_000, 10);
      worker.signal("SIGTERM");
      const late = await accept("late");
      await session.query("select pg_advisory_unlock($1)", [correlationLock.live]);
      expect((await stopping).code).toBe(0);
      expect(spoken(worker)).toEqual(milestones);
      expect(await statusOf(begun)).toBe("processed");
      expect(await statusOf(late)).toBe("waiting");
    } finally {
      await session.end();
    }
  }, 60_000);

  test("exits just as cleanly while Redis is away", async () => {
    const worker = await startWorker();
    await redis.kill();
    await eventually("it has noticed", () => Promise.resolve(worker.log.some((line) => line.msg === "redis_unreachable")), 20_000, 50);
    const { code, tookMs } = await stop(worker);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(8_000);
    expect(spoken(worker)).toEqual(milestones);
  }, 60_000);
});
