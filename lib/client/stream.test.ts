import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StreamState } from "./stream";
import { openStream, retryDelayMs } from "./stream";

const encoder = new TextEncoder();

interface Door {
  send: (text: string) => void;
  end: () => void;
  aborted: () => boolean;
}

/** A server of one stream: each fetch is answered by the next of `answers`. */
function server(answers: (number | "stream" | "dead")[]) {
  const doors: Door[] = [];
  let calls = 0;
  const fetchStub: typeof fetch = (_url, init) => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    if (answer === "dead") return Promise.reject(new TypeError("network"));
    if (typeof answer === "number") return Promise.resolve(new Response("no", { status: answer }));
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        const stop = () => {
          try {
            controller.error(new Error("aborted"));
          } catch {
            return;
          }
        };
        init?.signal?.addEventListener("abort", stop);
        doors.push({ send: (text) => controller.enqueue(encoder.encode(text)), end: () => controller.close(), aborted: () => init?.signal?.aborted ?? false });
      },
    });
    return Promise.resolve(new Response(body, { status: 200 }));
  };
  return { fetch: fetchStub, doors, calls: () => calls };
}

function open(answers: (number | "stream" | "dead")[], online = true) {
  const states: StreamState[] = [];
  const events: { type: string; data: string }[] = [];
  const signedOut = vi.fn();
  const world = server(answers);
  const stream = openStream({
    url: "/stream",
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    onContact: () => undefined,
    onUnauthenticated: signedOut,
    world: { fetch: world.fetch, nowMs: () => Date.now(), random: () => 0.5, isOnline: () => online },
  });
  return { stream, states, events, signedOut, world, settle: (ms = 0) => vi.advanceTimersByTimeAsync(ms) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("retryDelayMs", () => {
  test("stays between one and thirty seconds", () => {
    for (let attempt = 1; attempt < 40; attempt += 1) {
      for (const random of [0, 0.5, 1]) {
        expect(retryDelayMs(attempt, random)).toBeGreaterThanOrEqual(1_000);
        expect(retryDelayMs(attempt, random)).toBeLessThanOrEqual(30_000);
      }
    }
    expect(retryDelayMs(20, 1)).toBe(30_000);
  });
});

describe("openStream", () => {
  test("is live with the first byte and hands on named events", async () => {
    const { states, events, world, settle, stream } = open(["stream"]);
    await settle();
    world.doors[0]?.send(": hello\n\nevent: stats.pulse\ndata: {}\n\n");
    await settle();
    expect(states.map((state) => state.status)).toEqual(["connecting", "live"]);
    expect(events).toEqual([{ type: "stats.pulse", data: "{}" }]);
    stream.close();
  });

  test("comes back by itself after the server ends it", async () => {
    const { states, world, settle, stream } = open(["stream", "stream"]);
    await settle();
    world.doors[0]?.send(": hello\n\n");
    world.doors[0]?.end();
    await settle();
    expect(states.at(-1)?.status).toBe("reconnecting");
    await settle(2_000);
    world.doors[1]?.send(": hello\n\n");
    await settle();
    expect(states.at(-1)?.status).toBe("live");
    stream.close();
  });

  test("gives up a connection that is silent for three heartbeats", async () => {
    const { states, world, settle, stream } = open(["stream"]);
    await settle();
    world.doors[0]?.send(": hello\n\n");
    await settle(44_000);
    expect(states.at(-1)?.status).toBe("live");
    await settle(1_001);
    expect(world.doors[0]?.aborted()).toBe(true);
    expect(states.at(-1)?.status).toBe("reconnecting");
    stream.close();
  });

  test("a heartbeat keeps a quiet connection", async () => {
    const { states, world, settle, stream } = open(["stream"]);
    await settle();
    for (let beat = 0; beat < 8; beat += 1) {
      world.doors[0]?.send(": beat\n\n");
      await settle(15_000);
    }
    expect(states.at(-1)?.status).toBe("live");
    stream.close();
  });

  test("calls it offline after four failures in a row, and goes on trying", async () => {
    const { states, world, settle, stream } = open([503, "dead", 503, "dead", 503]);
    await settle(60_000);
    expect(states.filter((state) => state.status === "reconnecting")).toHaveLength(3);
    expect(states.at(-1)?.status).toBe("offline");
    expect(world.calls()).toBeGreaterThan(4);
    stream.close();
  });

  test("a device without network is offline at once", async () => {
    const { states, settle, stream } = open(["dead"], false);
    await settle();
    expect(states.at(-1)).toMatchObject({ status: "offline", retryAtMs: null });
    stream.close();
  });

  test("401 leads to the sign-in page and nothing is tried again", async () => {
    const { signedOut, world, settle } = open([401]);
    await settle(120_000);
    expect(signedOut).toHaveBeenCalledTimes(1);
    expect(world.calls()).toBe(1);
  });

  test("a retry by hand does not wait", async () => {
    const { world, settle, stream } = open([503, "stream"]);
    await settle();
    stream.retryNow();
    await settle();
    expect(world.calls()).toBe(2);
    stream.close();
  });

  test("closing ends the connection and its retries", async () => {
    const { world, settle, stream } = open(["stream"]);
    await settle();
    stream.close();
    await settle(120_000);
    expect(world.doors[0]?.aborted()).toBe(true);
    expect(world.calls()).toBe(1);
  });
});
