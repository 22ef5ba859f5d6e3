import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { Fenced } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { claimInboxEntry, finishInboxEntry, isInboxEntryFinished, parkExhaustedInboxEntries, readOverdueInboxIds, releaseInboxEntry, renewInboxClaim, type InboxClaim } from "./claim";
import { inboxEntries } from "./table";

let house: TestHouse;

beforeAll(async () => {
  house = await openHouse();
}, 60_000);

afterAll(() => house?.close());

const db = () => house.container.db;

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
  const claim = await claimInboxEntry(db(), id);
  if (claim === null) throw new Error("the entry could not be claimed");
  return claim;
}

describe("claimInboxEntry", () => {
  test("gives an entry to exactly one of many", async () => {
    const id = await insert();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimInboxEntry(db(), id)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect((await rowOf(id)).attempts).toBe(1);
  });

  test("gives a lapsed entry to another and fences the first off from everything", async () => {
    const id = await insert();
    const first = await claimed(id);
    await lapse(id);
    const second = await claimed(id);
    await expect(renewInboxClaim(db(), first)).rejects.toThrow(Fenced);
    await expect(db().transaction((tx) => finishInboxEntry(tx, first))).rejects.toThrow(Fenced);
    expect(await releaseInboxEntry(db(), first, "late")).toBe("lost");
    await db().transaction((tx) => finishInboxEntry(tx, second));
    expect(await rowOf(id)).toMatchObject({ status: "processed", attempts: 2, lastError: null, leaseToken: null });
    expect(await claimInboxEntry(db(), id)).toBeNull();
    expect(await isInboxEntryFinished(db(), id)).toBe(true);
  });

  test("undoes all that came with a finish that is fenced off", async () => {
    const [id, consequence] = [await insert(), newId("inbox")];
    const first = await claimed(id);
    await lapse(id);
    await claimed(id);
    const late = db().transaction(async (tx) => {
      await tx.insert(inboxEntries).values({ id: consequence, source: "alertmanager", origin: "live", deliveryKey: consequence, body: Buffer.from("") });
      await finishInboxEntry(tx, first);
    });
    await expect(late).rejects.toThrow(Fenced);
    expect(await db().select().from(inboxEntries).where(eq(inboxEntries.id, consequence))).toEqual([]);
  });

  test("is refused what nobody ever sent", async () => {
    expect(await claimInboxEntry(db(), "inb_unknown")).toBeNull();
    expect(await isInboxEntryFinished(db(), "inb_unknown")).toBe(true);
  });
});

describe("releaseInboxEntry", () => {
  test("makes an entry wait twice as long each time, and parks it after its last attempt", async () => {
    const id = await insert();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= tunables.maxInboxAttempts; attempt += 1) {
      const outcome = await releaseInboxEntry(db(), await claimed(id), `failure ${attempt}`);
      expect(outcome).toBe(attempt < tunables.maxInboxAttempts ? "waiting" : "dead");
      if (outcome === "dead") break;
      expect(await claimInboxEntry(db(), id), "not before its pause is over").toBeNull();
      const { rows } = await db().execute<{ seconds: number }>(sql`select extract(epoch from lease_until - now())::float as seconds from inbox_entries where id = ${id}`);
      waits.push(Math.ceil(rows[0]?.seconds ?? 0));
      await lapse(id);
    }
    expect(waits).toEqual([2, 4, 8, 16]);
    expect(await rowOf(id)).toMatchObject({ status: "dead", attempts: tunables.maxInboxAttempts, lastError: `failure ${tunables.maxInboxAttempts}`, leaseUntil: null });
    expect(await claimInboxEntry(db(), id)).toBeNull();
  });

  test("takes no attempt for what is not the entry's fault", async () => {
    const id = await insert({ attempts: tunables.maxInboxAttempts - 1 });
    for (let round = 0; round < 3; round += 1) {
      expect(await releaseInboxEntry(db(), await claimed(id), "busy", "none")).toBe("waiting");
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
    expect(await parkExhaustedInboxEntries(db())).toEqual([ended]);
    expect(await Promise.all([ended, working, young].map(async (id) => (await rowOf(id)).status))).toEqual(["dead", "processing", "processing"]);
    expect(await parkExhaustedInboxEntries(db())).toEqual([]);
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
