import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alerts } from "@/server/alert/table";
import { settleIncident } from "@/server/approval/settle";
import { decisions } from "@/server/decision/table";
import { events } from "@/server/event/table";
import { requeueDeadLetter } from "@/server/inbox/dead-letters";
import { inboxEntries, sourceHeartbeats } from "@/server/inbox/table";
import { incidents } from "@/server/incident/table";
import { newId } from "@/lib/ids";
import { tunables } from "@/server/platform/tunables";
import { signals } from "@/server/signal/table";
import { correlationLock, ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { judgeDueIncident } from "@/server/worker/pipeline/judge";
import { sourceWatcher } from "@/server/worker/pipeline/watch-sources";
import { knock, webhookBody } from "../support/alerts";
import { openDoor, type TestDoor } from "../support/door";
import { openHouse, type TestHouse } from "../support/house";
import { machine, person } from "../support/incident";
import { eventually } from "../support/wait";

let house: TestHouse;
let door: TestDoor;

beforeAll(async () => {
  house = await openHouse();
  door = await openDoor(house.container);
});
beforeEach(async () => {
  for (const table of [alerts, incidents, signals, inboxEntries, sourceHeartbeats]) await house.container.db.delete(table);
});
afterAll(async () => {
  await door?.close();
  await house?.close();
});

const db = () => house.container.db;
const watcher = () => sourceWatcher(house.container, machine(house.container));
const ownIncidents = () => db().select().from(incidents).orderBy(incidents.id);
const minutesAgo = (minutes: number) => sql`now() - make_interval(mins => ${minutes})`;

/** A watcher of a process that has been up for longer than any silence is tolerated. */
function oldWatcher(): () => Promise<void> {
  let uptimeMs = 0;
  const look = sourceWatcher(house.container, machine(house.container), () => uptimeMs);
  uptimeMs = tunables.sourceSilentMs * 1_000;
  return look;
}

async function beatRegularly(): Promise<void> {
  await db().insert(sourceHeartbeats).values({ origin: "live", source: "alertmanager", fingerprint: "f", beats: tunables.heartbeatMinBeats, beatenAt: sql`now()`, usualGapMs: 60_000 });
}
const lastBeat = (minutes: number) => db().update(sourceHeartbeats).set({ beatenAt: minutesAgo(minutes) });

async function store(status: "waiting" | "dead", given: Partial<Record<"receivedAt" | "processedAt", ReturnType<typeof minutesAgo>>> = {}): Promise<string> {
  const id = newId("inbox");
  await db().insert(inboxEntries).values({ id, source: "sentry", origin: "live", deliveryKey: id, body: Buffer.from("{}"), status, ...given });
  return id;
}

describe("the Watchdog of a source", () => {
  test("is remembered, and watched, but never opens an incident, whether it fires or ends", async () => {
    for (const state of ["firing", "resolved", "firing"] as const) {
      const body = webhookBody([{ name: "Watchdog", host: "prometheus", state, startsAt: new Date() }]);
      const { body: receipt } = await knock(door.url, body);
      expect(await ingestInboxEntry(house.container, machine(house.container), String(receipt.inboxId))).toBe("processed");
    }
    expect(await db().select().from(alerts)).toMatchObject([{ name: "Watchdog", incidentId: null }]);
    expect(await ownIncidents()).toEqual([]);
    await eventually("the beat is noted", async () => (await db().$count(sourceHeartbeats)) === 1, 5_000, 20);
  });

  test("opens a critical incident once it is overdue, exactly one, which settles by itself when it beats again", async () => {
    await beatRegularly();
    const look = oldWatcher();
    await look();
    expect(await ownIncidents()).toEqual([]);
    await lastBeat(tunables.sourceSilentMs / 60_000 + 1);
    await Promise.all([look(), oldWatcher()()]);
    await look();
    const [silent, ...others] = await ownIncidents();
    expect(others).toEqual([]);
    expect(silent).toMatchObject({ origin: "live", title: "source_silent", severity: "critical", entityKey: null, status: "open", firingCount: 1 });
    expect(await db().select().from(signals)).toMatchObject([{ source: "awoooi", inboxId: null, state: "firing", labels: { sender: "alertmanager" } }]);
    expect(await db().$count(events, and(eq(events.incidentId, silent?.id ?? ""), eq(events.type, "incident.opened")))).toBe(1);
    await lastBeat(0);
    await look();
    expect(await ownIncidents()).toMatchObject([{ status: "resolved", settledBy: "source" }]);
    await lastBeat(60);
    await look();
    expect(await ownIncidents()).toMatchObject([{ id: silent?.id, status: "reopened", reopenedCount: 1 }]);
  });

  test("missing is nothing that OpenClaw would repair: it abstains and says why", async () => {
    await beatRegularly();
    await lastBeat(60);
    await oldWatcher()();
    await db().update(incidents).set({ diagnoseAt: new Date(0) });
    expect(await judgeDueIncident(house.container, machine(house.container))).toBe(true);
    expect(await db().select().from(decisions)).toMatchObject([{ body: { abstention: { code: "own_alarm" }, rootCauses: [] } }]);
    expect(await ownIncidents()).toMatchObject([{ status: "investigating" }]);
  });

  test("that says itself that it ended is an alarm at once", async () => {
    await beatRegularly();
    await db().update(sourceHeartbeats).set({ stoppedAt: sql`now()` });
    await oldWatcher()();
    expect(await ownIncidents()).toMatchObject([{ title: "source_silent" }]);
  });

  test("is not judged by a process that has not listened long enough, neither way", async () => {
    await beatRegularly();
    await lastBeat(60);
    const fresh = watcher();
    await fresh();
    expect(await ownIncidents()).toEqual([]);
    await oldWatcher()();
    await fresh();
    expect(await ownIncidents()).toMatchObject([{ status: "open" }]);
  });

  test("that was only seen once or twice, or comes every four hours, promises nothing sooner", async () => {
    await beatRegularly();
    await db().update(sourceHeartbeats).set({ beats: tunables.heartbeatMinBeats - 1, beatenAt: minutesAgo(60) });
    await oldWatcher()();
    await db().update(sourceHeartbeats).set({ beats: 100, usualGapMs: 4 * 3_600_000, beatenAt: minutesAgo(5 * 60) });
    await oldWatcher()();
    expect(await ownIncidents()).toEqual([]);
  });
});

describe("the inbox", () => {
  test("that is not worked off is an alarm until it is", async () => {
    const id = await store("waiting", { receivedAt: minutesAgo(1) });
    const look = watcher();
    await look();
    expect(await ownIncidents()).toEqual([]);
    await db().update(inboxEntries).set({ receivedAt: minutesAgo(3) }).where(eq(inboxEntries.id, id));
    await look();
    expect(await ownIncidents()).toMatchObject([{ title: "inbox_stalled", severity: "critical", origin: "live" }]);
    await db().update(inboxEntries).set({ status: "processed" }).where(eq(inboxEntries.id, id));
    await look();
    expect(await ownIncidents()).toMatchObject([{ status: "resolved" }]);
  });

  test("with dead letters is an alarm until the last is tried again; one that a human dismissed comes back with the next", async () => {
    const look = watcher();
    const first = await store("dead", { processedAt: minutesAgo(5) });
    await look();
    const [alarm] = await ownIncidents();
    expect(alarm).toMatchObject({ title: "dead_letters", severity: "warning" });
    const id = alarm?.id ?? "";
    await settleIncident(person(house.container), { id, as: "dismissed" });
    await look();
    expect(await ownIncidents()).toMatchObject([{ status: "dismissed" }]);
    const second = await store("dead", { processedAt: sql`now()` });
    await look();
    await look();
    expect(await ownIncidents()).toMatchObject([{ id, status: "reopened", reopenedCount: 1 }]);
    for (const letter of [first, second]) await requeueDeadLetter(person(house.container), { id: letter });
    await look();
    expect(await ownIncidents()).toMatchObject([{ id, status: "resolved" }]);
  });

  test("that two workers find ill at the same moment is said once", async () => {
    await store("dead", { processedAt: minutesAgo(5) });
    await watcher()();
    const id = (await ownIncidents())[0]?.id ?? "";
    await settleIncident(person(house.container), { id, as: "dismissed" });
    await store("dead", { processedAt: sql`now()` });
    await db().delete(signals);
    await db().transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${correlationLock.live})`);
      const looks = [watcher()(), watcher()()];
      const waiting = async () => (await db().execute(sql`select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`)).rows.length === 2;
      await eventually("both wait for their turn", waiting, 4_000, 20);
      return { looks };
    }).then(({ looks }) => Promise.all(looks));
    expect(await ownIncidents()).toMatchObject([{ id, status: "reopened", reopenedCount: 1 }]);
    expect(await db().$count(signals), "one end and one beginning").toBe(2);
  });
});
