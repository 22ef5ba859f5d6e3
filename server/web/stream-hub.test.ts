import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { eventually } from "@/tests/support/wait";
import { appendEvents } from "../event/append";
import type { StreamSink } from "../platform/http/sse";
import { StreamHub } from "./stream-hub";

let house: TestHouse;

beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

interface Viewer extends StreamSink {
  readonly frames: string[];
  isOpen: boolean;
}

function openViewer(): Viewer {
  const frames: string[] = [];
  return {
    frames,
    isOpen: true,
    send(frame) {
      frames.push(Buffer.from(frame).toString());
      return this.isOpen;
    },
    close() {
      this.isOpen = false;
    },
  };
}

describe("StreamHub", () => {
  test("lets every viewer go when it cannot tell them something, and whoever comes back gets a snapshot", async () => {
    let fails = true;
    const told: string[] = [];
    const hub = new StreamHub(house.container, {
      name: "test",
      snapshot: () => Promise.resolve({ type: "snapshot" }),
      follow: (events) => {
        if (events.length > 0 && fails) return Promise.reject(new Error("the store stumbled"));
        told.push(...events.map((event) => event.subjectId));
        return Promise.resolve({ tell: events.map(() => ({ type: "told" })), againInMs: null });
      },
    });
    const ctx = house.container.ctx({ kind: "automation", id: "test", name: "test" }, "worker");
    const say = (id: string) => ctx.db.transaction((tx) => appendEvents(ctx, tx, [{ type: "range.scenario_started", subject: { kind: "range", id } }]));
    const first = openViewer();
    const leaveFirst = hub.join(first);
    await eventually("a snapshot", () => Promise.resolve(first.frames.length === 1));
    await say("lost");
    await eventually("the end of the stream", () => Promise.resolve(!first.isOpen));
    leaveFirst();
    fails = false;
    const second = openViewer();
    const leaveSecond = hub.join(second);
    await eventually("a snapshot", () => Promise.resolve(second.frames.length === 1));
    await say("seen");
    await eventually("the news", () => Promise.resolve(second.frames.length === 2));
    expect([second.isOpen, told]).toEqual([true, ["seen"]]);
    leaveSecond();
  });
});
