import { asc, count, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { tamper } from "@/tests/support/tampering";
import { appendEvents, type NewEvent } from "./append";
import { genesisHash, linkHash } from "./rules";
import { sealedContent, sealEvents } from "./seal";
import { events } from "./table";

let house: TestHouse;

beforeAll(async () => {
  house = await openHouse();
}, 60_000);

afterAll(() => house?.close());

beforeEach(() => tamper(house.container.db, (tx) => tx.delete(events)));

const ctx = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const fact = (index: number): NewEvent => ({ type: "alert.fired", subject: { kind: "alert", id: `alt_${index}` }, incidentId: "inc_1", origin: "live", statement: { code: "alert_fired", params: { index } } });
const facts = (size: number) => Array.from({ length: size }, (_, index) => fact(index));
const append = (size: number) => house.container.db.transaction((tx) => appendEvents(ctx(), tx, facts(size)));

describe("appendEvents", () => {
  test("appends more events than one statement takes, in their order", async () => {
    await append(7_000);
    const rows = await house.container.db.select({ subjectId: events.subjectId }).from(events).orderBy(asc(events.id));
    expect(rows.map((row) => row.subjectId)).toEqual(facts(7_000).map((each) => each.subject.id));
  });

  test("appends nothing when the transaction ends badly", async () => {
    const failing = house.container.db.transaction(async (tx) => {
      await appendEvents(ctx(), tx, facts(3));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await house.container.db.select({ n: count() }).from(events)).toEqual([{ n: 0 }]);
  });
});

describe("sealEvents", () => {
  test("gives every event one place in one unbroken chain, however many seal at once", async () => {
    await append(1_200);
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let round = 0; round < 4; round += 1) await sealEvents(house.container.db);
      }),
    );
    while ((await sealEvents(house.container.db)) > 0);
    const rows = await house.container.db.select().from(events).orderBy(asc(events.chainSeq));
    let previousHash = genesisHash;
    rows.forEach((row, index) => {
      expect(row).toMatchObject({ chainSeq: index + 1, previousHash, hash: linkHash(previousHash, sealedContent(row, index + 1)) });
      previousHash = row.hash ?? "";
    });
    expect(rows).toHaveLength(1_200);
    expect(await house.container.db.select().from(events).where(isNull(events.chainSeq))).toEqual([]);
  });

  test("gives a late commit a later place and leaves the sealed ones as they are", async () => {
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let begun: () => void = () => undefined;
    const inserted = new Promise<void>((resolve) => (begun = resolve));
    const late = house.container.db.transaction(async (tx) => {
      await appendEvents(ctx(), tx, [fact(1)]);
      begun();
      await held;
    });
    await inserted;
    await house.container.db.transaction((tx) => appendEvents(ctx(), tx, [fact(2)]));
    expect(await sealEvents(house.container.db)).toBe(1);
    commit();
    await late;
    expect(await sealEvents(house.container.db)).toBe(1);
    const rows = await house.container.db.select().from(events).orderBy(asc(events.chainSeq));
    expect(rows.map((row) => row.subjectId)).toEqual(["alt_2", "alt_1"]);
  });
});
