import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { approvalsStreamEvent, type Approval } from "@/lib/contracts/approval";
import { decideApproval } from "@/server/approval/decide";
import { undoApproval } from "@/server/approval/undo";
import { closeAllStreams, encodeEvent, eventStream } from "@/server/platform/http/sse";
import { tunables } from "@/server/platform/tunables";
import { installWeb } from "@/server/web/web";
import { askForApproval, type AskedApproval } from "../support/approval";
import { readStream, type StreamFrame, type StreamReader } from "../support/sse";
import { eventually } from "../support/wait";
import { bearer, openWeb, type TestWeb } from "../support/web";

const path = "/api/v1/approvals/stream";
const opened: StreamReader[] = [];
let web: TestWeb;

beforeAll(async () => {
  web = await openWeb();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((stream) => stream.hangUp()));
});
afterAll(() => web.house.close());

async function open(on: TestWeb = web): Promise<StreamReader> {
  const stream = readStream(await on.call("GET", path, { headers: bearer }));
  opened.push(stream);
  return stream;
}

/** How many connections listen for news of this instance: one while anybody watches, none otherwise. */
async function listeners(): Promise<number> {
  const { redis, keys } = web.house.container;
  const [, count] = (await redis.pubsub("NUMSUB", keys.events)) as [string, number];
  return count;
}

const human = (on: TestWeb) => on.house.container.ctx({ kind: "human", id: "usr_test", name: "Commander" }, "web");
const decide = (on: TestWeb, asked: AskedApproval, decision: "approve" | "deny") =>
  decideApproval(human(on), { id: asked.id, role: "commander", idempotencyKey: `${asked.id}-${decision}`, body: { decision, argsHash: asked.argsHash } });

const approvalOf = (frame: StreamFrame) => (frame.data as { approval: Approval }).approval;
const speaksOf = (asked: AskedApproval) => (frame: StreamFrame) => frame.event.startsWith("approval.") && approvalOf(frame).id === asked.id;

function expectContract(stream: StreamReader): void {
  for (const { event, data } of stream.frames) expect(approvalsStreamEvent.parse(data).type).toBe(event);
}

async function expectLiveLife(on: TestWeb): Promise<void> {
  const stream = await open(on);
  await stream.first("approvals.snapshot");
  const asked = await askForApproval(on.house.container);
  const created = await stream.first("approval.created", speaksOf(asked));
  await decide(on, asked, "approve");
  const approved = await stream.first("approval.decided", speaksOf(asked));
  await undoApproval(human(on), { id: asked.id, role: "commander" });
  const undone = await stream.first("approval.undone", speaksOf(asked));
  await decide(on, asked, "deny");
  const denied = await stream.first("approval.decided", (frame) => speaksOf(asked)(frame) && approvalOf(frame).status === "denied");
  const steps = [created, approved, undone, denied].map(approvalOf);
  expect(steps.map((approval) => approval.status)).toEqual(["pending", "approved", "pending", "denied"]);
  const versions = steps.map((approval) => approval.version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  const seen = stream.frames.filter(speaksOf(asked)).map((frame) => approvalOf(frame).version);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expectContract(stream);
}

describe("the approvals stream", () => {
  test("tells every proxy to keep its hands off, and the browser when to come back, before anything else", async () => {
    const response = await web.call("GET", path, { headers: bearer });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    const stream = readStream(response);
    opened.push(stream);
    await stream.first("approvals.snapshot");
    expect(stream.firstChunk()).toBe("retry: 2000\n\n");
    expect(stream.frames[0]?.event).toBe("approvals.snapshot");
  });

  test("starts with the approvals that wait", async () => {
    const asked = await askForApproval(web.house.container);
    const stream = await open();
    const { data } = await stream.first("approvals.snapshot");
    expect((data as { approvals: Approval[] }).approvals.map((approval) => [approval.id, approval.status])).toContainEqual([asked.id, "pending"]);
    expectContract(stream);
  });

  test("tells of every step of an approval with a growing version", () => expectLiveLife(web));

  test("sends the figures again after every change", async () => {
    const stream = await open();
    await stream.first("approvals.snapshot");
    await askForApproval(web.house.container);
    await stream.first("stats.autonomy");
    const waiting = await stream.first("stats.pulse", (frame) => (frame.data as { pulse: { pendingApprovals: number } }).pulse.pendingApprovals > 0);
    expect(approvalsStreamEvent.parse(waiting.data).type).toBe("stats.pulse");
  });

  test("tells everybody the same", async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all([one.first("approvals.snapshot"), two.first("approvals.snapshot")]);
    const asked = await askForApproval(web.house.container);
    await decide(web, asked, "deny");
    const both = await Promise.all([one, two].map((stream) => stream.first("approval.decided", speaksOf(asked))));
    expect(both[0]).toEqual(both[1]);
    const about = ({ frames }: StreamReader) => frames.filter(speaksOf(asked));
    expect(about(one)).toEqual(about(two));
    expect(await listeners()).toBe(1);
  });

  test("beats every 15 s in a comment, which no client takes for an event", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const stream = await open();
    await stream.first("approvals.snapshot");
    for (const beats of [1, 2]) {
      vi.advanceTimersByTime(tunables.sseHeartbeatMs);
      await eventually("a heartbeat", () => Promise.resolve(stream.comments.filter((comment) => comment === "beat").length === beats), 5_000, 20);
    }
    expect(tunables.sseHeartbeatMs).toBe(15_000);
    expectContract(stream);
    await stream.hangUp();
  });

  test("says goodbye when the process shuts down", async () => {
    const stream = await open();
    await stream.first("approvals.snapshot");
    closeAllStreams();
    await eventually("the end", () => Promise.resolve(stream.ended()), 5_000, 20);
    expect(stream.comments.at(-1)).toBe("bye");
  });
});

describe("a disconnect", () => {
  test("of the last viewer lets go of Redis", async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all([one.first("approvals.snapshot"), two.first("approvals.snapshot")]);
    await eventually("one listener", async () => (await listeners()) === 1, 5_000, 20);
    await one.hangUp();
    await askForApproval(web.house.container);
    await two.first("approval.created");
    expect(await listeners()).toBe(1);
    await two.hangUp();
    await eventually("no listener", async () => (await listeners()) === 0, 5_000, 20);
  });

  test("before the snapshot is ready lets go as well", async () => {
    await eventually("no listener", async () => (await listeners()) === 0, 5_000, 20);
    const gone = await web.call("GET", path, { headers: bearer });
    await gone.body?.cancel();
    const aborter = new AbortController();
    await web.call("GET", path, { headers: bearer, signal: aborter.signal });
    aborter.abort();
    const late = await open();
    await late.first("approvals.snapshot");
    await late.hangUp();
    await eventually("no listener", async () => (await listeners()) === 0, 5_000, 20);
  });

  test("of a client that no longer reads is made by the server", async () => {
    let stopped = 0;
    let sent = 0;
    const response = eventStream({ operation: { id: "watch" }, request: new Request(web.origin), principal: { actor: { kind: "token", id: "tok_test", name: "test" }, role: "viewer", channel: "api", email: null, authenticatedAt: null, credential: "environment" } }, (sink) => {
      while (sent < 10_000 && sink.send(encodeEvent("stats.pulse", {}))) sent += 1;
      return () => (stopped += 1);
    });
    expect(sent).toBeLessThan(1_000);
    expect(stopped).toBe(1);
    await response.body?.cancel();
    expect(stopped).toBe(1);
  });
});

describe("without Redis", () => {
  test("the stream tells the same, by looking at PostgreSQL", async () => {
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
