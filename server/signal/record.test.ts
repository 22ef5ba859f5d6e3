import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { recordSignals, type SeenSignal } from "./record";
import { signalTallies, signals } from "./table";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

function seen(inboxId: string, position: number, observedAt: string): SeenSignal {
  const at = new Date(observedAt);
  const parsed = { fingerprint: "f", state: "info", severity: "info", name: "n", summary: "", labels: {}, startsAt: at, endsAt: null, url: null, change: null } as const;
  return { observation: { inboxId, position, source: "github", seenAt: at, parsed, truncatedGroup: null }, alertId: null, entityKey: null, startsAt: at };
}

describe("recordSignals", () => {
  test("adds each signal to its hour once, however often its inbox entry is worked", async () => {
    const { db } = house.container;
    const batch = [seen("inb_1", 0, "2026-05-01T09:59:59.999Z"), seen("inb_1", 1, "2026-05-01T10:00:00.000Z"), seen("inb_1", 2, "2026-05-01T10:30:00.000Z")];
    const record = (some: readonly SeenSignal[]) => db.transaction((tx) => recordSignals(tx, "live", some));
    await record(batch);
    await record(batch);
    await record([...batch, seen("inb_2", 0, "2026-05-01T10:59:59.000Z")]);
    expect(await db.select().from(signals)).toHaveLength(4);
    const tallies = await db.select().from(signalTallies).where(eq(signalTallies.origin, "live")).orderBy(signalTallies.hour);
    expect(tallies.map(({ hour, signals: count }) => [hour.toISOString(), count])).toEqual([
      ["2026-05-01T09:00:00.000Z", 1],
      ["2026-05-01T10:00:00.000Z", 3],
    ]);
  });
});
