import { setTimeout as sleep } from "node:timers/promises";
import { and, count, eq, gt, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { alerts } from "@/server/alert/table";
import { claimInboxEntries } from "@/server/inbox/claim";
import { inboxEntries } from "@/server/inbox/table";
import { incidents } from "@/server/incident/table";
import { tunables } from "@/server/platform/tunables";
import { signals } from "@/server/signal/table";
import { correlationLock, ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { knock, webhookBody } from "../support/alerts";
import { chaosScale } from "../support/chaos";
import { openDoor, type TestDoor } from "../support/door";
import { openHouse, type TestHouse } from "../support/house";
import { eventually } from "../support/wait";
import { bundleWorker, startWorkerProcess, type WorkerProcess } from "../support/worker-process";

let house: TestHouse;
let door: TestDoor;
let bundle: Awaited<ReturnType<typeof bundleWorker>>;
const started: WorkerProcess[] = [];

beforeAll(async () => {
  bundle = await bundleWorker();
  house = await openHouse();
  door = await openDoor(house.container);
}, 60_000);

afterAll(async () => {
  await Promise.all(started.map((worker) => worker.kill()));
  await door?.close();
  await house?.close();
  bundle?.remove();
}, 60_000);

const db = () => house.container.db;

async function startWorker(): Promise<WorkerProcess> {
  const worker = startWorkerProcess(bundle.file, house.env);
  started.push(worker);
  await worker.ready();
  return worker;
}

async function accept(body: string): Promise<string> {
  const answer = await knock(door.url, body);
  expect(answer.status).toBe(202);
  return String(answer.body.inboxId);
}

async function entryOf(id: string) {
  const [row] = await db().select().from(inboxEntries).where(eq(inboxEntries.id, id));
  if (row === undefined) throw new Error(`no inbox entry ${id}`);
  return row;
}

/** Makes the claims of the dead lapse now instead of in 30 s. */
const lapseClaims = () => db().update(inboxEntries).set({ leaseUntil: sql`now() - interval '1 second'` }).where(isNotNull(inboxEntries.leaseUntil));

const signalsOf = (inboxId: string) => db().select().from(signals).where(eq(signals.inboxId, inboxId));

/** A session beside the house's pool, for locks that hold a worker where a test wants it. */
async function openSession(): Promise<Client> {
  const session = new Client({ connectionString: house.env.DATABASE_URL });
  await session.connect();
  return session;
}

/** How many sessions of this database wait for their turn to correlate. */
async function waitingForTurn(): Promise<number> {
  const { rows } = await db().execute<{ n: number }>(sql`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`);
  return rows[0]?.n ?? 0;
}

describe("workers that are killed at random moments", () => {
  const bodies = 400 * chaosScale;
  const perBody = 5;
  const total = bodies * perBody;
  const hosts = Array.from({ length: total }, (_, index) => `host-${index}`);
  const startsAt = new Date(Date.now() - 120_000);
  let survivor: WorkerProcess | null = null;
  // What waits for minutes, as it does at a large scale, makes the house raise an alarm of its own; it is none of these.
  const [ourAlerts, ourSignals, ourIncidents] = [eq(alerts.source, "alertmanager"), eq(signals.source, "alertmanager"), eq(incidents.title, "HostDown")];

  afterAll(() => survivor?.kill());

  /** Kills a worker at a random moment of its work. */
  async function killWhileBusy(worker: WorkerProcess): Promise<void> {
    await eventually("the worker holds work", async () => (await db().select({ n: count() }).from(inboxEntries).where(eq(inboxEntries.status, "processing")))[0]?.n, 20_000, 3);
    await sleep(Math.random() * 40);
    await worker.kill();
  }

  /** Kills a worker that has claimed a batch and waits for its turn, so that this kill never comes too late. */
  async function killWithBatch(worker: WorkerProcess, send: () => Promise<unknown>): Promise<void> {
    const session = await openSession();
    try {
      await session.query("select pg_advisory_lock($1)", [correlationLock.live]);
      await send();
      await eventually("the worker waits for its turn", async () => (await waitingForTurn()) > 0, 20_000, 10);
      await worker.kill();
    } finally {
      await session.end();
    }
  }

  async function allProcessed(): Promise<void> {
    await eventually("every entry is processed", async () => {
      await lapseClaims();
      return (await db().select({ id: inboxEntries.id }).from(inboxEntries).where(ne(inboxEntries.status, "processed"))).length === 0;
    }, 60_000 * chaosScale);
  }

  async function acceptAll(names: readonly string[], state: "firing" | "resolved"): Promise<void> {
    const sent = Array.from({ length: names.length / perBody }, (_, body) => webhookBody(names.slice(body * perBody, (body + 1) * perBody).map((host) => ({ name: "HostDown", host, startsAt, state }))));
    await Promise.all(sent.map(accept));
  }

  test(`lose none of ${total} accepted alerts and work each exactly once`, async () => {
    const kills = 6 * chaosScale;
    for (let round = 0; round < kills; round += 1) {
      const worker = await startWorker();
      const mine = hosts.slice(Math.round((round * bodies) / kills) * perBody, Math.round(((round + 1) * bodies) / kills) * perBody);
      const send = () => acceptAll(mine, "firing");
      if (round % 2 === 0) await killWithBatch(worker, send);
      else await Promise.all([send(), killWhileBusy(worker)]);
      if (round === kills - 2) await lapseClaims();
    }
    survivor = await startWorker();
    await allProcessed();
    expect(await db().select({ n: count() }).from(inboxEntries)).toEqual([{ n: bodies }]);
    expect((await db().select().from(inboxEntries).where(gt(inboxEntries.attempts, 1))).length, "a kill hit work in progress").toBeGreaterThan(0);
    expect(await db().select({ n: count() }).from(alerts).where(ourAlerts)).toEqual([{ n: total }]);
    expect(await db().select({ n: count() }).from(signals).where(ourSignals)).toEqual([{ n: total }]);
    expect(await db().select({ n: count() }).from(incidents).where(ourIncidents)).toEqual([{ n: total }]);
    expect(await db().select({ id: signals.alertId }).from(signals).where(ourSignals).groupBy(signals.alertId, signals.state).having(gt(count(), 1))).toEqual([]);
    expect(await db().select({ key: incidents.entityKey }).from(incidents).where(ourIncidents).groupBy(incidents.entityKey).having(gt(count(), 1))).toEqual([]);
    expect(await db().select({ id: alerts.id }).from(alerts).where(sql`${alerts.incidentId} is null`)).toEqual([]);
  }, 150_000 * chaosScale);

  test("resolve each alert once, and its incident with it", async () => {
    const resolved = hosts.slice(0, 100);
    await killWithBatch(survivor ?? (await startWorker()), () => acceptAll(resolved, "resolved"));
    survivor = await startWorker();
    await allProcessed();
    const rows = await db().select({ state: signals.state, n: count() }).from(signals).where(ourSignals).groupBy(signals.state);
    expect(Object.fromEntries(rows.map((row) => [row.state, row.n]))).toEqual({ firing: total, resolved: 100 });
    expect(await db().select({ id: signals.alertId }).from(signals).where(ourSignals).groupBy(signals.alertId, signals.state).having(gt(count(), 1))).toEqual([]);
    expect(await db().select({ n: count() }).from(incidents).where(and(ourIncidents, eq(incidents.status, "resolved")))).toEqual([{ n: 100 }]);
  }, 90_000 * chaosScale);
});

describe("a frozen worker", () => {
  let frozen: WorkerProcess;

  test("that wakes after its claim went to another is fenced off and writes nothing", async () => {
    frozen = await startWorker();
    const session = await openSession();
    try {
      await session.query("select pg_advisory_lock($1)", [correlationLock.live]);
      const id = await accept(webhookBody([{ name: "Zombie", host: "zombie-1" }, { name: "Zombie", host: "zombie-2" }]));
      await eventually("the worker holds the entry and waits for its turn", async () => (await waitingForTurn()) === 1 && (await entryOf(id)).status === "processing", 15_000, 20);
      frozen.signal("SIGSTOP");
      await lapseClaims();
      const [ours] = await claimInboxEntries(db(), [id]);
      expect(ours).toBeDefined();
      await session.query("select pg_advisory_unlock($1)", [correlationLock.live]);
      frozen.signal("SIGCONT");
      await eventually("the woken worker is refused", async () => frozen.log.some((line) => line.inboxId === id && (line.msg === "inbox_claim_lost" || (line.msg === "inbox_entry_failed" && line.state === "lost"))), 20_000, 50);
      expect(await entryOf(id)).toMatchObject({ status: "processing", leaseToken: ours?.leaseToken, attempts: 2 });
      expect(await signalsOf(id)).toEqual([]);
      expect(await db().select().from(alerts).where(eq(alerts.name, "Zombie"))).toEqual([]);
      expect(await db().select().from(incidents).where(eq(incidents.title, "Zombie"))).toEqual([]);
      await lapseClaims();
      await eventually("the entry is processed by whoever claims it next", async () => (await entryOf(id)).status === "processed", 20_000);
      expect(await signalsOf(id)).toHaveLength(2);
      expect(await db().select().from(incidents).where(eq(incidents.title, "Zombie"))).toHaveLength(2);
    } finally {
      await session.end();
    }
  }, 60_000);

  test("does not hold up the others, not even with a lock in its hands", async () => {
    const turn = await openSession();
    const row = await openSession();
    try {
      await turn.query("select pg_advisory_lock($1)", [correlationLock.live]);
      const id = await accept(webhookBody([{ name: "Frozen", host: "frozen-1" }]));
      await eventually("the worker waits for its turn", async () => (await waitingForTurn()) === 1 && (await entryOf(id)).status === "processing", 15_000, 20);
      await row.query("begin");
      await row.query("select 1 from inbox_entries where id = $1 for update", [id]);
      await turn.query("select pg_advisory_unlock($1)", [correlationLock.live]);
      await eventually("the worker is in the middle of its transaction", async () => {
        const { rows } = await db().execute<{ n: number }>(sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'update "inbox_entries"%'`);
        return rows[0]?.n === 1;
      }, 15_000, 20);
      frozen.signal("SIGSTOP");
      await row.query("commit");
      const other = await startWorker();
      const next = await accept(webhookBody([{ name: "Unfrozen", host: "frozen-2" }]));
      await eventually("another worker processes what comes next", async () => (await entryOf(next)).status === "processed", 40_000);
      await lapseClaims();
      await eventually("and what the frozen one had", async () => (await entryOf(id)).status === "processed", 20_000);
      frozen.signal("SIGCONT");
      await other.kill();
      const after = await accept(webhookBody([{ name: "Awake", host: "frozen-3" }]));
      await eventually("the woken worker works on", async () => (await entryOf(after)).status === "processed", 30_000);
      expect(await signalsOf(id)).toHaveLength(1);
      expect(await db().select().from(incidents).where(inArray(incidents.title, ["Frozen", "Unfrozen"]))).toHaveLength(2);
    } finally {
      await turn.end();
      await row.end();
      await frozen.kill();
    }
  }, 120_000);
});

describe("an entry that cannot be worked", () => {
  /** As a door of an older release could have accepted it. */
  async function insertEntry(values: Partial<typeof inboxEntries.$inferInsert> = {}): Promise<string> {
    const id = newId("inbox");
    await db().insert(inboxEntries).values({ id, source: "alertmanager", origin: "live", deliveryKey: id, body: Buffer.from("{"), ...values });
    await house.container.bus.enqueueInbox(id);
    return id;
  }

  test("is parked as dead after five attempts while the others go on", async () => {
    const worker = await startWorker();
    const poison = await insertEntry();
    const neighbours: string[] = [];
    for (let attempt = 1; attempt <= tunables.maxInboxAttempts; attempt += 1) {
      await eventually(`attempt ${attempt} is over`, async () => {
        const row = await entryOf(poison);
        return row.attempts >= attempt && row.status !== "processing";
      }, 20_000, 50);
      neighbours.push(await accept(webhookBody([{ name: "Neighbour", host: `neighbour-${attempt}` }])));
      await lapseClaims();
    }
    expect(await entryOf(poison)).toMatchObject({ status: "dead", attempts: tunables.maxInboxAttempts, leaseToken: null, lastError: "The body is not JSON." });
    await eventually("the neighbours are processed", async () => (await db().select().from(inboxEntries).where(and(inArray(inboxEntries.id, neighbours), ne(inboxEntries.status, "processed")))).length === 0, 20_000);
    expect(await ingestInboxEntry(house.container, house.container.ctx({ kind: "automation", id: "t", name: "t" }, "worker"), poison), "the dead stay dead").toBe("elsewhere");
    expect(await signalsOf(poison)).toEqual([]);
    await worker.kill();
  }, 90_000);

  test("is parked too when it killed its worker every time", async () => {
    const worker = await startWorker();
    const lethal = await insertEntry({ body: Buffer.from(webhookBody([{ name: "Lethal", host: "lethal" }])), status: "processing", attempts: tunables.maxInboxAttempts, leaseToken: "of-the-dead", leaseUntil: new Date(Date.now() - 1_000) });
    const parked = await eventually("it is parked", async () => {
      const row = await entryOf(lethal);
      return row.status === "processing" ? null : row;
    }, 15_000);
    expect(parked).toMatchObject({ status: "dead", attempts: tunables.maxInboxAttempts });
    expect(await signalsOf(lethal)).toEqual([]);
    await worker.kill();
  }, 60_000);

  test("only because another took its turn for too long loses no attempt", async () => {
    const id = await insertEntry({ body: Buffer.from(webhookBody([{ name: "Patient", host: "patient" }])), attempts: tunables.maxInboxAttempts - 1 });
    const ctx = house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
    const session = await openSession();
    try {
      await session.query("select pg_advisory_lock($1)", [correlationLock.live]);
      expect(await ingestInboxEntry(house.container, ctx, id)).toBe("waiting");
      expect(await entryOf(id)).toMatchObject({ status: "waiting", attempts: tunables.maxInboxAttempts - 1 });
    } finally {
      await session.end();
    }
    await lapseClaims();
    expect(await ingestInboxEntry(house.container, ctx, id)).toBe("processed");
    expect(await signalsOf(id)).toHaveLength(1);
  }, 30_000);
});
