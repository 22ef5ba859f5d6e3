import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { incidentsStreamEvent, type Incident } from "@/lib/contracts/incident";
import { appendEvents } from "@/server/event/append";
import { incidents } from "@/server/incident/table";
import { closeAllStreams } from "@/server/platform/http/sse";
import { tunables } from "@/server/platform/tunables";
import { installWeb } from "@/server/web/web";
import { machine, openIncident, openIncidents, walkIncident } from "../support/incident";
import { readStream, type StreamFrame, type StreamReader } from "../support/sse";
import { eventually } from "../support/wait";
import { bearer, openWeb, type TestWeb } from "../support/web";

const path = "/api/v1/incidents/stream";
const opened: StreamReader[] = [];
let web: TestWeb;

beforeAll(async () => {
  web = await openWeb();
});
afterEach(() => Promise.all(opened.splice(0).map((stream) => stream.hangUp())));
afterAll(() => web.house.close());

async function open(headers: Record<string, string> = {}, on: TestWeb = web): Promise<StreamReader> {
  const stream = readStream(await on.call("GET", path, { headers: { ...bearer, ...headers } }));
  opened.push(stream);
  await stream.first("incidents.snapshot");
  return stream;
}

const incidentOf = (frame: StreamFrame) => (frame.data as { incident: Incident }).incident;
const snapshotOf = (frame: StreamFrame | undefined) => frame?.data as { incidents: Incident[]; complete: boolean };
const speaksOf = (id: string) => (frame: StreamFrame) => frame.event.startsWith("incident.") && incidentOf(frame).id === id;
const isSettled = (id: string) => (frame: StreamFrame) => speaksOf(id)(frame) && incidentOf(frame).settledAt !== null;

async function expectLiveLife(on: TestWeb): Promise<void> {
  const stream = await open({}, on);
  const { id } = await openIncident(on.house.container);
  expect(incidentOf(await stream.first("incident.opened", speaksOf(id)))).toMatchObject({ status: "open", title: "HighErrorRate" });
  await walkIncident(on.house.container, id, "investigating");
  await stream.first("incident.updated", speaksOf(id));
  await walkIncident(on.house.container, id, "resolved");
  expect(incidentOf(await stream.first("incident.settled", speaksOf(id)))).toMatchObject({ status: "resolved", settledBy: "automation" });
  await walkIncident(on.house.container, id, "reopened");
  await stream.first("incident.opened", (frame) => speaksOf(id)(frame) && incidentOf(frame).status === "reopened");
  const versions = stream.frames.filter(speaksOf(id)).map((frame) => incidentOf(frame).version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  for (const { event, data } of stream.frames) expect(incidentsStreamEvent.parse(data).type).toBe(event);
}

describe("the incidents stream", () => {
  test("starts with what matters now: unsettled ones and those settled in the last day, and says when that is all", async () => {
    const waiting = await openIncident(web.house.container);
    const done = await openIncident(web.house.container);
    await walkIncident(web.house.container, done.id, "resolved");
    const long = new Date(Date.now() - tunables.incidentLingerMs - 60_000);
    const old = await openIncident(web.house.container, { status: "resolved", openedAt: long, settledAt: long });
    const { incidents: shown, complete } = snapshotOf((await open()).frames[0]);
    expect(complete).toBe(true);
    expect(shown.map((incident) => incident.id)).toEqual(expect.arrayContaining([waiting.id, done.id]));
    expect(shown.map((incident) => incident.id)).not.toContain(old.id);
    const unsettled = shown.map((incident) => incident.settledAt === null);
    expect(unsettled).toEqual([...unsettled].sort((a, b) => Number(b) - Number(a)));
  });

  test("tells every step of an incident with a growing version", () => expectLiveLife(web));

  test("tells everybody the same bytes, and one who comes back gets a snapshot whatever id was last", async () => {
    const [one, two] = [await open(), await open({ "last-event-id": "17" })];
    const { id } = await openIncident(web.house.container);
    await Promise.all([one, two].map((stream) => stream.first("incident.opened", speaksOf(id))));
    expect(one.frames.filter(speaksOf(id))).toEqual(two.frames.filter(speaksOf(id)));
  });

  test("tells a thousand changes of one incident as few frames, and its last state for certain", async () => {
    const { container } = web.house;
    const stream = await open();
    const { id } = await openIncident(container);
    const ctx = machine(container);
    const startedAt = Date.now();
    for (let i = 0; i < 1_000; i += 50) {
      await ctx.db.transaction(async (tx) => {
        await tx.update(incidents).set({ alertCount: i + 50, version: sql`${incidents.version} + 50` }).where(sql`${incidents.id} = ${id}`);
        await appendEvents(ctx, tx, Array.from({ length: 50 }, () => ({ type: "alert.fired", subject: { kind: "alert", id: "alt_x" }, incidentId: id, origin: "live" as const })));
      });
      await ctx.bus.announceEvents();
    }
    await walkIncident(container, id, "resolved");
    await stream.first("incident.settled", isSettled(id));
    const seconds = (Date.now() - startedAt) / 1_000;
    const frames = stream.frames.filter(speaksOf(id));
    expect(frames.length).toBeLessThanOrEqual(2 + Math.ceil(seconds * (1_000 / tunables.incidentFrameGapMs)));
    expect(incidentOf(frames.at(-1) as StreamFrame)).toMatchObject({ status: "resolved", alertCount: 1_000 });
  });

  test("a storm of 10,000 new incidents comes as a few bounded snapshots", async () => {
    const stormy = await openWeb();
    try {
      const stream = await open({}, stormy);
      const startedAt = Date.now();
      for (let i = 0; i < 10; i += 1) await openIncidents(stormy.house.container, 1_000, { severity: i === 9 ? "critical" : "warning" });
      await eventually("the last are seen", () => Promise.resolve(stream.frames.some((frame) => frame.event === "incidents.snapshot" && snapshotOf(frame).incidents.every((incident) => incident.severity === "critical"))), 20_000, 50);
      const seconds = (Date.now() - startedAt) / 1_000;
      const snapshots = stream.frames.filter((frame) => frame.event === "incidents.snapshot").map(snapshotOf);
      expect(snapshots.length - 1).toBeLessThanOrEqual(1 + Math.ceil(seconds));
      expect(snapshots.at(-1)).toMatchObject({ complete: false });
      expect(snapshots.at(-1)?.incidents).toHaveLength(200);
      expect(stream.frames.length).toBeLessThanOrEqual(2 + (seconds + 1) * (tunables.streamFramesPerSecond + 1));
      expect(stream.ended()).toBe(false);
    } finally {
      await Promise.all(opened.splice(0).map((stream) => stream.hangUp()));
      await stormy.house.close();
      installWeb(web.web);
    }
  });

  test("says goodbye when the process shuts down", async () => {
    const stream = await open();
    closeAllStreams();
    await eventually("the end", () => Promise.resolve(stream.ended()), 5_000, 20);
    expect(stream.comments.at(-1)).toBe("bye");
  });

  test("without Redis tells the same, by looking at PostgreSQL", async () => {
    const lonely = await openWeb({ env: { REDIS_URL: "redis://127.0.0.1:1/0" } });
    try {
      await expectLiveLife(lonely);
    } finally {
      await Promise.all(opened.splice(0).map((stream) => stream.hangUp()));
      await lonely.house.close();
      installWeb(web.web);
    }
  });
});
