import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStores, type TestStores } from "@/tests/support/stores";
import { createLogger } from "../log";
import { tunables } from "../tunables";
import { connectRedis, type Redis } from "./client";
import { redisKeys } from "./keys";
import { createRateLimiter, type RateLimiter } from "./rate-limiter";

const log = createLogger("test", "silent");
let stores: TestStores;
let redis: Redis;
let away: Redis;

beforeAll(async () => {
  stores = await createStores();
  redis = connectRedis(stores.redisUrl, "commands", log);
  await new Promise((resolve) => redis.once("ready", resolve));
  away = connectRedis("redis://127.0.0.1:1/0", "commands", log);
});
afterAll(async () => {
  const keys = await redis.keys(`${stores.keyPrefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect(false);
  away.disconnect(false);
  await stores.drop();
});

const over = (connection: Redis) => createRateLimiter(connection, redisKeys(stores.keyPrefix), log);
const take = async (limiter: RateLimiter, name: string, times: number, limit = { limit: 3, windowMs: 60_000 }) => {
  const outcomes: string[] = [];
  for (let n = 0; n < times; n += 1) outcomes.push(await limiter.take(name, limit).then(() => "taken", (error: { code: string }) => error.code));
  return outcomes;
};

describe("createRateLimiter", () => {
  test.each([["with", () => redis], ["without", () => away]])("%s Redis lets so many through in a window, each name for itself, and starts anew when told", async (which, connection) => {
    const limiter = over(connection());
    expect(await take(limiter, `${which}-a`, 4)).toEqual(["taken", "taken", "taken", "too_many_requests"]);
    expect(await take(limiter, `${which}-b`, 1)).toEqual(["taken"]);
    await limiter.forget(`${which}-a`);
    expect(await take(limiter, `${which}-a`, 1)).toEqual(["taken"]);
  });

  test("counts over all processes, without losing one to a race", async () => {
    const limiters = Array.from({ length: 10 }, () => over(redis));
    const outcomes = await Promise.all(limiters.map((limiter) => take(limiter, "shared", 5, { limit: 30, windowMs: 60_000 })));
    expect(outcomes.flat().filter((outcome) => outcome === "taken")).toHaveLength(30);
  });

  test("says how long to wait, and lets through again once the window is over", async () => {
    const limiter = over(redis);
    const limit = { limit: 1, windowMs: 1_100 };
    await limiter.take("short", limit);
    await expect(limiter.take("short", limit)).rejects.toMatchObject({ code: "too_many_requests", details: { retryAfterSeconds: expect.any(Number) as number } });
    expect(await redis.pttl(redisKeys(stores.keyPrefix).limit("short"))).toBeLessThanOrEqual(1_100);
  });

  test("without Redis keeps a bounded number of counters and stays closed beyond", async () => {
    const limiter = over(away);
    const limit = { limit: 1, windowMs: 60_000 };
    await Promise.all(Array.from({ length: tunables.maxLocalCounters }, (_, n) => limiter.take(`caller-${n}`, limit)));
    expect(await take(limiter, "one more", 1, limit)).toEqual(["taken"]);
    expect(await take(limiter, "and another", 1, limit)).toEqual(["too_many_requests"]);
  });
});
