import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { webhookBody } from "@/tests/support/alerts";
import { eventually } from "@/tests/support/wait";
import { tunables } from "../platform/tunables";
import { createHeartbeatLog, isHeartbeat } from "./heartbeat";
import { toleratedGapMs } from "./senses";
import { sourceHeartbeats } from "./table";

let house: TestHouse;

beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.container.db.delete(sourceHeartbeats));
afterAll(() => house.close());

const minuteMs = 60_000;
const watchdog = (state: "firing" | "resolved" = "firing") => webhookBody([{ name: "Watchdog", host: "prometheus", state, startsAt: new Date(0) }]);

/** A delivery at the door of one process; each call is another process, which remembers nothing. */
function hear(body = watchdog()): void {
  const { pool, log, sources } = house.container;
  createHeartbeatLog({ pool, log }).heard({ source: sources.alertmanager, origin: "live", rawBody: Buffer.from(body), kind: null });
}

async function beatAgain(afterMs: number, beats: number) {
  await house.container.db.update(sourceHeartbeats).set({ beatenAt: sql`now() - make_interval(secs => ${afterMs / 1_000})` });
  hear();
  return eventually(`beat ${beats}`, async () => (await house.container.db.select().from(sourceHeartbeats).where(eq(sourceHeartbeats.beats, beats)))[0], 5_000, 10);
}

async function firstBeat() {
  hear();
  return eventually("the first beat", async () => (await house.container.db.select().from(sourceHeartbeats))[0], 5_000, 10);
}

describe("isHeartbeat", () => {
  test("knows the alerts that fire on purpose, of senders that repeat", () => {
    expect(isHeartbeat("alertmanager", { name: "Watchdog" })).toBe(true);
    expect(isHeartbeat("signoz", { name: "DeadMansSwitch" })).toBe(true);
    expect(isHeartbeat("kali", { name: "Watchdog" })).toBe(false);
    expect(isHeartbeat("alertmanager", { name: "watchdog_timeout" })).toBe(false);
  });
});

describe("HeartbeatLog", () => {
  test("learns the usual gap and is not led astray by one long or short gap", async () => {
    expect(await firstBeat()).toMatchObject({ origin: "live", source: "alertmanager", beats: 1, usualGapMs: null });
    const near = (ms: number) => ({ from: ms, to: ms + 5_000 });
    const steps = [
      [minuteMs, near(minuteMs)],
      [minuteMs, near(minuteMs)],
      [10 * minuteMs, near(2 * minuteMs)],
      [2_000, near(minuteMs)],
      [4 * 60 * minuteMs, near(2 * minuteMs)],
    ] as const;
    for (const [index, [gapMs, { from, to }]] of steps.entries()) {
      const { usualGapMs } = await beatAgain(gapMs, index + 2);
      expect(usualGapMs).toBeGreaterThanOrEqual(from);
      expect(usualGapMs).toBeLessThan(to);
    }
  });

  test("takes a beat within a second for a twin's, and knows when the sender says that it stopped", async () => {
    await firstBeat();
    hear();
    hear(watchdog("resolved"));
    await eventually("the stop", async () => (await house.container.db.select().from(sourceHeartbeats)).some((row) => row.stoppedAt !== null), 5_000, 10);
    expect(await house.container.db.select().from(sourceHeartbeats)).toMatchObject([{ beats: 1 }]);
    const again = await beatAgain(minuteMs, 2);
    expect(again.stoppedAt).toBeNull();
  });

  test("writes nothing for other alerts, nor for what merely mentions it", async () => {
    hear(webhookBody([{ name: "NodeDown", host: "Watchdog" }]));
    hear(webhookBody([{ name: "Other", host: "x" }]));
    await firstBeat();
    expect(await house.container.db.$count(sourceHeartbeats)).toBe(1);
  });
});

describe("toleratedGapMs", () => {
  test("is a fixed time, or three usual gaps where they are long", () => {
    expect(toleratedGapMs(minuteMs)).toBe(tunables.sourceSilentMs);
    expect(toleratedGapMs(4 * 60 * minuteMs)).toBe(12 * 60 * minuteMs);
  });
});
