import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import fc from "fast-check";
import { Redis } from "ioredis";
import { redisKeys } from "../platform/redis/keys";
import { tunables } from "../platform/tunables";
import { createStores, type TestStores } from "@/tests/support/stores";
import { SignalStream } from "./stream";

let stores: TestStores;
let redis: Redis;
let keys: ReturnType<typeof redisKeys>;
const open: SignalStream[] = [];

beforeAll(async () => {
  stores = await createStores();
  redis = new Redis(stores.redisUrl);
  keys = redisKeys(stores.keyPrefix);
}, 60_000);

afterAll(async () => {
  await redis?.del(keys.signals);
  redis?.disconnect();
  await stores?.drop();
}, 60_000);

beforeEach(async () => {
  await redis.del(keys.signals);
});

afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

function openStream(): SignalStream {
  const stream = new SignalStream(() => new Redis(stores.redisUrl), redis, keys);
  open.push(stream);
  return stream;
}

const add = async (...inboxIds: string[]) => {
  const added: string[] = [];
  for (const id of inboxIds) added.push((await redis.xadd(keys.signals, "*", "inboxId", id)) ?? "");
  return added;
};
const pendingOf = async (stream: SignalStream) => ((await redis.xpending(keys.signals, keys.workers, "-", "+", 100, stream.consumer)) as [string, string, number, number][]).map(([id]) => id);

describe("SignalStream", () => {
  test("reads what is there at once, and takes it off for good when it is acknowledged", async () => {
    const stream = openStream();
    await add("a", "b", "c");
    const entries = await stream.read(2);
    expect(entries.map((entry) => entry.inboxId)).toEqual(["a", "b"]);
    await stream.acknowledge(entries.map((entry) => entry.streamId));
    expect([await redis.xlen(keys.signals), await pendingOf(stream)]).toEqual([1, []]);
  });

  test("renews only what is still its own, in one step", async () => {
    const [mine, other] = [openStream(), openStream()];
    await add("a", "b");
    const entries = await mine.read(10);
    const [kept, taken] = entries.map((entry) => entry.streamId) as [string, string];
    await redis.xclaim(keys.signals, keys.workers, other.consumer, 0, taken);
    expect(await mine.renew([kept, taken, "1-1"])).toBe(1);
    expect([await pendingOf(mine), await pendingOf(other)]).toEqual([[kept], [taken]]);
  });

  test("finds what was delivered to it in an answer that it never saw", async () => {
    const stream = openStream();
    const [first, second] = await add("a", "b");
    await stream.read(0).catch(() => undefined);
    await redis.xreadgroup("GROUP", keys.workers, stream.consumer, "COUNT", 10, "STREAMS", keys.signals, ">");
    expect(await stream.readOwn("0-0", 10)).toEqual([{ streamId: first, inboxId: "a" }, { streamId: second, inboxId: "b" }]);
    expect(await stream.readOwn(first ?? "", 10)).toEqual([{ streamId: second, inboxId: "b" }]);
  });

  test("gives a deaf reader a new connection when entries wait, and only then", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const connections: Redis[] = [];
    const stream = new SignalStream(() => {
      const url = connections.length === 0 ? `redis://127.0.0.1:${(silent.address() as AddressInfo).port}` : stores.redisUrl;
      const connection = new Redis(url, { maxRetriesPerRequest: null });
      connection.on("error", () => undefined);
      connections.push(connection);
      return connection;
    }, redis, keys);
    open.push(stream);
    await redis.xgroup("CREATE", keys.signals, keys.workers, "0", "MKSTREAM");
    const reading = stream.read(10).then(() => "answered", (error: Error) => error.message);
    const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + tunables.readerDeafMs + 1);
    try {
      expect(await stream.replaceDeafReader(), "nothing waits").toBe(false);
      await add("waiting");
      expect(await stream.replaceDeafReader()).toBe(true);
    } finally {
      clock.mockRestore();
      silent.close();
    }
    expect(await reading).toBe("the reader was deaf");
    expect(await stream.replaceDeafReader(), "nobody reads").toBe(false);
    expect((await stream.read(10)).map((entry) => entry.inboxId)).toEqual(["waiting"]);
  });

  test("makes its group again after FLUSHALL, from the first entry on", async () => {
    const stream = openStream();
    await add("a");
    await stream.read(1);
    await redis.del(keys.signals);
    await add("b");
    expect((await stream.read(10)).map((entry) => entry.inboxId)).toEqual(["b"]);
    expect(await stream.trim()).toBe(0);
  });

  test("never trims an entry that any group has still to acknowledge, in whatever order things happen", async () => {
    const groups = [keys.workers, "others"];
    type Step = { do: "add" } | { do: "read" | "ack" | "claim"; group: number; pick: number } | { do: "trim" } | { do: "delete"; pick: number };
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ do: fc.constant("add" as const) }),
      fc.record({ do: fc.constantFrom("read" as const, "ack" as const, "claim" as const), group: fc.nat(1), pick: fc.nat() }),
      fc.record({ do: fc.constant("trim" as const) }),
      fc.record({ do: fc.constant("delete" as const), pick: fc.nat() }),
    );
    const stream = openStream();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        await redis.del(keys.signals);
        for (const group of groups) await redis.xgroup("CREATE", keys.signals, group, "0", "MKSTREAM");
        const alive = new Set<string>();
        const pending = groups.map(() => new Set<string>());
        const unread = groups.map(() => new Set<string>());
        const pickOf = (ids: Iterable<string>, pick: number) => [...ids][pick % Math.max(1, [...ids].length)];
        for (const one of [...steps, { do: "trim" } as Step]) {
          if (one.do === "add") {
            const [id = ""] = await add("x");
            alive.add(id);
            unread.forEach((ids) => ids.add(id));
          } else if (one.do === "trim") {
            await stream.trim();
          } else if (one.do === "delete") {
            // What a worker does after it acknowledged; only what nobody waits for any more.
            const done = pickOf([...alive].filter((id) => !pending.some((ids) => ids.has(id)) && !unread.some((ids) => ids.has(id))), one.pick);
            if (done !== undefined) {
              await redis.xdel(keys.signals, done);
              alive.delete(done);
            }
          } else {
            const group = groups[one.group] ?? "";
            const [mine, fresh] = [pending[one.group] ?? new Set<string>(), unread[one.group] ?? new Set<string>()];
            if (one.do === "read") {
              const reply = (await redis.xreadgroup("GROUP", group, "c", "COUNT", 1 + (one.pick % 3), "STREAMS", keys.signals, ">")) as [string, [string, string[]][]][] | null;
              for (const [id] of reply?.[0]?.[1] ?? []) {
                fresh.delete(id);
                mine.add(id);
              }
            } else {
              const id = pickOf(mine, one.pick);
              if (id !== undefined && one.do === "ack") {
                await redis.xack(keys.signals, group, id);
                mine.delete(id);
              } else if (id !== undefined) await redis.xclaim(keys.signals, group, "thief", 0, id);
            }
          }
          if (one.do !== "trim") continue;
          const left = new Set((await redis.xrange(keys.signals, "-", "+")).map(([id]) => id));
          for (const ids of [...pending, ...unread]) for (const id of ids) expect(left.has(id), `${id} was trimmed`).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});

describe("the signals stream", () => {
  test("is never cut to a length anywhere in the house: that would drop what nobody has worked", () => {
    const sources = ["server", "app", "lib"].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))).filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((name) => /\bMAXLEN\b/i.test(readFileSync(name, "utf8")))).toEqual([]);
  });
});
