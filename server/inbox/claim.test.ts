import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { events } from "../event/table";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { claimInboxEntries, finishInboxEntries, parkExhaustedInboxEntries, readClaimableEntries, readFinishedInboxIds, readOverdueInboxIds, releaseInboxEntry, renewInboxClaims, type InboxClaim } from "./claim";
import { inboxEntries } from "./table";

let house: TestHouse;

beforeAll(async () => {
  house = await openHouse();
}, 60_000);

afterAll(() => house?.close());

const db = () => house.container.db;
const ctx = () => house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
const parkings = (id: string) => db().$count(events, and(eq(events.subjectId, id), eq(events.type, "inbox.parked")));

async function insert(values: Partial<typeof inboxEntries.$inferInsert> = {}): Promise<string> {
  const id = newId("inbox");
  await db().insert(inboxEntries).values({ id, source: "alertmanager", origin: "live", deliveryKey: id, body: Buffer.from("{}"), ...values });
  return id;
}

async function rowOf(id: string) {
  const [row] = await db().select().from(inboxEntries).where(eq(inboxEntries.id, id));
  if (row === undefined) throw new Error("the entry is gone");
  return row;
}

const lapse = (id: string) => db().update(inboxEntries).set({ leaseUntil: sql`now() - interval '1 second'` }).where(eq(inboxEntries.id, id));

async function claimed(id: string): Promise<InboxClaim> {
  const [claim] = await claimInboxEntries(db(), [id]);
  if (claim === undefined) throw new Error("the entry could not be claimed");
  return claim;
}

const isFinished = async (id: string) => (await readFinishedInboxIds(db(), [id])).has(id);

describe("readClaimableEntries", () => {
  test("names what could be claimed in the order it was received, with its size and how often it was tried, and nothing else", async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const [late, early, tried, held, dead] = [
      await insert({ receivedAt: at(2), body: Buffer.from("12345") }),
      await insert({ receivedAt: at(1) }),
      await insert({ receivedAt: at(3), status: "processing", attempts: 2, leaseToken: "t", leaseUntil: new Date(0), origin: "range" }),
      await insert(),
      await insert({ status: "dead" }),
    ];
    await claimed(held);
    expect(await readClaimableEntries(db(), [late, early, tried, held, dead, "inb_unknown"])).toEqual([
      { id: early, origin: "live", attempts: 0, bodyBytes: 2 },
      { id: late, origin: "live", attempts: 0, bodyBytes: 5 },
      { id: tried, origin: "range", attempts: 2, bodyBytes: 2 },
    ]);
  });
});

describe("claimInboxEntries", () => {
  test("gives each of many entries to exactly one of many claimants, in the order they were received", async () => {
    const ids: string[] = [];
    for (let second = 20; second > 0; second -= 1) ids.push(await insert({ receivedAt: new Date(second * 1000) }));
    const claims = await Promise.all(Array.from({ length: 20 }, (_, at) => claimInboxEntries(db(), [...ids.slice(at), ...ids.slice(0, at)])));
    expect(claims.flat().map((claim) => claim.entry.id).sort()).toEqual([...ids].sort());
    for (const mine of claims) expect(mine.map((claim) => claim.entry.receivedAt.getTime())).toEqual(mine.map((claim) => claim.entry.receivedAt.getTime()).sort((a, b) => a - b));
    for (const id of ids) expect((await rowOf(id)).attempts).toBe(1);
  });

  test("keeps claims made together by one heartbeat, and finishes all of them or none", async () => {
    const ids = [await insert(), await insert()];
    const claims = await claimInboxEntries(db(), ids);
    const [lost, kept] = ids as [string, string];
    await renewInboxClaims(db(), claims);
    await lapse(lost);
    const others = await claimed(lost);
    await renewInboxClaims(db(), claims);
    await expect(db().transaction((tx) => finishInboxEntries(tx, claims))).rejects.toThrow(Fenced);
    expect([(await rowOf(lost)).leaseToken, (await rowOf(kept)).status]).toEqual([others.leaseToken, "processing"]);
    await db().transaction((tx) => finishInboxEntries(tx, claims.filter((claim) => claim.entry.id === kept)));
    expect((await rowOf(kept)).status).toBe("processed");
  });

  test("gives a lapsed entry to another and fences the first off from everything", async () => {
    const id = await insert();
    const first = await claimed(id);
    await lapse(id);
    const second = await claimed(id);
    await expect(renewInboxClaims(db(), [first])).rejects.toThrow(Fenced);
    await expect(db().transaction((tx) => finishInboxEntries(tx, [first]))).rejects.toThrow(Fenced);
    expect(await releaseInboxEntry(ctx(), first, "late")).toBe("lost");
    await db().transaction((tx) => finishInboxEntries(tx, [second]));
    expect(await rowOf(id)).toMatchObject({ status: "processed", attempts: 2, lastError: null, leaseToken: null });
    expect(await claimInboxEntries(db(), [id])).toEqual([]);
    expect(await isFinished(id)).toBe(true);
  });

  test("undoes all that came with a finish that is fenced off", async () => {
    const [id, consequence] = [await insert(), newId("inbox")];
    const first = await claimed(id);
    await lapse(id);
    await claimed(id);
    const late = db().transaction(async (tx) => {
      await tx.insert(inboxEntries).values({ id: consequence, source: "alertmanager", origin: "live", deliveryKey: consequence, body: Buffer.from("") });
      await finishInboxEntries(tx, [first]);
    });
    await expect(late).rejects.toThrow(Fenced);
    expect(await db().select().from(inboxEntries).where(eq(inboxEntries.id, consequence))).toEqual([]);
  });

  test("is refused what nobody ever sent", async () => {
    expect(await claimInboxEntries(db(), ["inb_unknown"])).toEqual([]);
    expect(await isFinished("inb_unknown")).toBe(true);
  });
});

describe("releaseInboxEntry", () => {
  test("makes an entry wait twice as long each time, and parks it after its last attempt", async () => {
    const id = await insert();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= tunables.maxInboxAttempts; attempt += 1) {
      const outcome = await releaseInboxEntry(ctx(), await claimed(id), `failure ${attempt}`);
      expect(outcome).toBe(attempt < tunables.maxInboxAttempts ? "waiting" : "dead");
      if (outcome === "dead") break;
      expect(await claimInboxEntries(db(), [id]), "not before its pause is over").toEqual([]);
      const { rows } = await db().execute<{ seconds: number }>(sql`select extract(epoch from lease_until - now())::float as seconds from inbox_entries where id = ${id}`);
      waits.push(Math.ceil(rows[0]?.seconds ?? 0));
      await lapse(id);
    }
    expect(waits).toEqual([2, 4, 8, 16]);
    expect(await rowOf(id)).toMatchObject({ status: "dead", attempts: tunables.maxInboxAttempts, lastError: `failure ${tunables.maxInboxAttempts}`, leaseUntil: null });
    expect(await claimInboxEntries(db(), [id])).toEqual([]);
    expect(await parkings(id)).toBe(1);
  });

  test("takes no attempt for what is not the entry's fault", async () => {
    const id = await insert({ attempts: tunables.maxInboxAttempts - 1 });
    for (let round = 0; round < 3; round += 1) {
      expect(await releaseInboxEntry(ctx(), await claimed(id), "busy", "none")).toBe("waiting");
      await lapse(id);
    }
    expect((await rowOf(id)).attempts).toBe(tunables.maxInboxAttempts - 1);
  });
});

describe("parkExhaustedInboxEntries", () => {
  test("parks what has had its attempts and is in nobody's hands, and nothing else", async () => {
    const last = tunables.maxInboxAttempts;
    const ended = await insert({ status: "processing", attempts: last, leaseToken: "t", leaseUntil: new Date(0) });
    const working = await insert({ attempts: last - 1 });
    await claimed(working);
    const young = await insert({ status: "processing", attempts: last - 1, leaseToken: "t", leaseUntil: new Date(0) });
    expect(await parkExhaustedInboxEntries(ctx())).toEqual([ended]);
    expect(await Promise.all([ended, working, young].map(async (id) => (await rowOf(id)).status))).toEqual(["dead", "processing", "processing"]);
    expect(await parkExhaustedInboxEntries(ctx())).toEqual([]);
    expect(await Promise.all([ended, working, young].map(parkings))).toEqual([1, 0, 0]);
  });
});

describe("readOverdueInboxIds", () => {
  test("lists what waits too long or lies in dead hands, oldest first, and nothing fresh, held or done", async () => {
    await db().delete(inboxEntries);
    const longAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);
    const lost = await insert({ receivedAt: longAgo(60) });
    const orphan = await insert({ receivedAt: longAgo(90), status: "processing", attempts: 1, leaseToken: "t", leaseUntil: longAgo(1) });
    await insert();
    await insert({ receivedAt: longAgo(90), status: "processing", attempts: 1, leaseToken: "t", leaseUntil: longAgo(-20) });
    await insert({ receivedAt: longAgo(90), status: "dead" });
    await insert({ receivedAt: longAgo(90), status: "processed" });
    expect(await readOverdueInboxIds(db(), 10)).toEqual([orphan, lost]);
    expect(await readOverdueInboxIds(db(), 1)).toEqual([orphan]);
  });
});
