import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { readRecentChanges } from "./changes";
import { readLabelsSeen } from "./labels-seen";
import { signals } from "./table";

let house: TestHouse;
const now = new Date();
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const repository = "/repository//acme/checkout";

beforeAll(async () => {
  house = await openHouse();
  const row = (position: number, more: Partial<typeof signals.$inferInsert>): typeof signals.$inferInsert => ({
    id: newId("signal"), inboxId: "inb_1", position, origin: "live", source: "github", fingerprint: `f${position}`, state: "info", severity: "info", name: "deploy", summary: "checkout 1.2", change: "deploy", labels: { repository: "acme/checkout" }, entityKey: repository, startsAt: ago(60), observedAt: ago(50), ...more,
  });
  await house.container.db.insert(signals).values([
    row(1, {}),
    row(2, { startsAt: new Date(0), observedAt: ago(20), name: "config", summary: "", change: "config" }),
    row(3, { observedAt: ago(7_200) }),
    row(4, { entityKey: "prod/workload/shop/other" }),
    row(5, { origin: "range" }),
    row(6, { change: null, state: "firing", labels: { service: "checkout" } }),
  ]);
}, 60_000);
afterAll(() => house?.close());

describe("readRecentChanges", () => {
  test("are those of the asked entities and origin within the time, newest first, dated by the sender where it said", async () => {
    const found = await readRecentChanges(house.container.db, { origin: "live", entityKeys: [repository], since: ago(3_600), until: now });
    expect(found.map(({ kind, at, excerpt }) => ({ kind, at, excerpt }))).toEqual([
      { kind: "config", at: ago(20), excerpt: "config" },
      { kind: "deploy", at: ago(60), excerpt: "deploy: checkout 1.2" },
    ]);
    expect(await readRecentChanges(house.container.db, { origin: "live", entityKeys: [], since: ago(3_600), until: now })).toEqual([]);
  });
});

describe("readLabelsSeen", () => {
  test("gives each label set once and goes on after the last", async () => {
    const first = await readLabelsSeen(house.container.db, { origin: "live", afterId: null });
    expect(first.labelSets).toEqual([{ repository: "acme/checkout" }, { service: "checkout" }]);
    expect(await readLabelsSeen(house.container.db, { origin: "live", afterId: first.lastId })).toEqual({ labelSets: [], lastId: first.lastId });
  });
});
