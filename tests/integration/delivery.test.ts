import { createHash } from "node:crypto";
import { request } from "node:http";
import { count, eq, inArray, ne, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problem } from "@/lib/contracts/problem";
import { newId } from "@/lib/ids";
import { inboxEntries } from "@/server/inbox/table";
import { signals } from "@/server/signal/table";
import { alertmanager } from "@/server/sources/alertmanager/adapter";
import { startWorker, type Worker } from "@/server/worker/worker";
import { chaosScale } from "../support/chaos";
import { knock, webhookBody, type SentAlert } from "../support/alerts";
import { openDoor, type TestDoor } from "../support/door";
import { alertmanagerToken, openHouse, type TestHouse } from "../support/house";
import { openLine, throughLine, type Line } from "../support/line";
import { startOwnRedis, type OwnRedis } from "../support/redis-server";
import { eventually } from "../support/wait";

let redis: OwnRedis;
let postgres: Line;
let house: TestHouse;
let door: TestDoor;
let worker: Worker | null = null;

beforeAll(async () => {
  redis = await startOwnRedis();
  postgres = await openLine(process.env.DATABASE_URL ?? "");
  house = await openHouse({ env: (stores) => ({ DATABASE_URL: throughLine(stores.databaseUrl, postgres), REDIS_URL: redis.url }) });
  door = await openDoor(house.container);
}, 60_000);

afterAll(async () => {
  await worker?.stop();
  await door?.close();
  await house?.close();
  await postgres?.close();
  await redis?.close();
}, 60_000);

const db = () => house.container.db;

async function countEntries(): Promise<number> {
  const [row] = await db().select({ n: count() }).from(inboxEntries);
  return row?.n ?? 0;
}

const entryOf = async (id: unknown) => (await db().select().from(inboxEntries).where(eq(inboxEntries.id, String(id))))[0];

/** Two bodies count as one delivery within five minutes of database time; this waits past a border that would part them. */
async function insideOneBucket(): Promise<void> {
  await eventually("the five minutes are not about to end", async () => {
    const { rows } = await db().execute<{ left: number }>(sql`select (300 - extract(epoch from now())::numeric % 300)::float as left`);
    return (rows[0]?.left ?? 0) > 5;
  });
}

const storm = (name: string, size: number): SentAlert[] => Array.from({ length: size }, (_, index) => ({ name, host: `${name}-${index}` }));

describe("a delivery sent more than once", () => {
  test("is one inbox entry, and the second answer says so", async () => {
    await insideOneBucket();
    const body = webhookBody(storm("twice", 3));
    const first = await knock(door.url, body);
    const second = await knock(door.url, body);
    expect(first).toMatchObject({ status: 202, body: { accepted: 3, duplicates: 0 } });
    expect(second).toMatchObject({ status: 202, body: { inboxId: first.body.inboxId, accepted: 0, duplicates: 3 } });
    expect(await countEntries()).toBe(1);
  });

  test("names the entry of its own five minutes, not that of an equal body long ago", async () => {
    await insideOneBucket();
    const body = webhookBody(storm("again", 1));
    const digest = createHash("sha256").update(body).digest("hex");
    await db().insert(inboxEntries).values({ id: newId("inbox"), source: "alertmanager", origin: "live", deliveryKey: `${digest}:1`, body: Buffer.from(body), receivedAt: new Date(0), status: "processed" });
    const first = await knock(door.url, body);
    expect(first.body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await knock(door.url, body)).body).toEqual({ inboxId: first.body.inboxId, accepted: 0, duplicates: 1 });
  });

  test("at the same moment, twenty times, is one inbox entry and one stream entry", async () => {
    await insideOneBucket();
    const before = { entries: await countEntries(), length: await house.container.redis.xlen(house.container.keys.signals) };
    const body = webhookBody(storm("at-once", 2));
    const answers = await Promise.all(Array.from({ length: 20 }, () => knock(door.url, body)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 202));
    expect(answers.filter((answer) => answer.body.accepted === 2)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.duplicates === 2)).toHaveLength(19);
    expect(new Set(answers.map((answer) => answer.body.inboxId)).size).toBe(1);
    expect(await countEntries()).toBe(before.entries + 1);
    expect(await house.container.redis.xlen(house.container.keys.signals)).toBe(before.length + 1);
  });
});

describe("a refused delivery", () => {
  const good = webhookBody(storm("refused", 1));
  const limit = alertmanager.maxBodyBytes;
  const cases: [what: string, status: number, code: string, body: string | Buffer, headers: Record<string, string>][] = [
    ["a wrong token", 401, "unauthenticated", good, { authorization: "Bearer test-alertmanager-tokem" }],
    ["no token", 401, "unauthenticated", good, { authorization: "" }],
    ["another type", 415, "unsupported_media_type", good, { "content-type": "text/plain" }],
    ["a compressed body", 415, "unsupported_media_type", good, { "content-encoding": "gzip" }],
    ["a body that is no JSON", 400, "bad_request", "{", {}],
    ["an empty body", 400, "bad_request", "", {}],
    ["JSON of another shape", 422, "unprocessable", JSON.stringify([{ labels: { alertname: "X" } }]), {}],
    ["labels that are no text", 422, "unprocessable", JSON.stringify({ alerts: [{ labels: { alertname: 7 } }] }), {}],
  ];

  test.each(cases)("of %s is answered %i", async (_what, status, code, body, headers) => {
    const before = await countEntries();
    const answer = await knock(door.url, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(problem.parse(answer.body)).toMatchObject({ status, code });
    expect(await countEntries()).toBe(before);
  });

  test("is 401 for a stranger, whatever he wrote", async () => {
    expect((await knock(door.url, "{", { authorization: "Bearer nobody-we-have-ever-met" })).status).toBe(401);
  });

  test.each([
    ["by its announced length, without reading it", { "content-length": String(limit + 1) }],
    ["by what arrives, whatever was announced", { "transfer-encoding": "chunked" }],
  ])("that is too large is answered 413 %s", async (_how, headers: Record<string, string>) => {
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(door.url, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${alertmanagerToken}`, ...headers } });
      sent.on("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
        sent.destroy();
      });
      sent.on("error", reject);
      const chunk = Buffer.alloc(1 << 20, " ");
      const announced = "content-length" in headers;
      for (let bytes = 0; bytes <= (announced ? 0 : limit); bytes += chunk.length) sent.write(chunk);
      if (!announced) sent.end();
    });
    expect(status).toBe(413);
  });
});

describe("a delivery while a store is away", () => {
  test("is accepted without Redis and worked from PostgreSQL", async () => {
    worker = await startWorker(house.container);
    await redis.kill();
    const answer = await knock(door.url, webhookBody(storm("no-redis", 2)));
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2 } });
    await eventually("the entry is processed without Redis", async () => (await entryOf(answer.body.inboxId))?.status === "processed", 30_000);
    await redis.start();
    const next = await knock(door.url, webhookBody(storm("redis-again", 1)));
    const stored = await eventually("the entry after it is processed", async () => {
      const row = await entryOf(next.body.inboxId);
      return row?.status === "processed" ? row : null;
    }, 30_000);
    expect(stored.attempts).toBe(1);
  }, 60_000);

  test("is refused with 503 and a time to try again without PostgreSQL, and loses nothing once it is back", async () => {
    const body = webhookBody(storm("no-postgres", 2));
    await postgres.cut();
    const refused = await knock(door.url, body);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(problem.parse(refused.body)).toMatchObject({ status: 503, code: "unavailable" });
    expect(JSON.stringify(refused.body)).not.toMatch(/127\.0\.0\.1|ECONN|insert/);
    await postgres.mend();
    const accepted = await eventually("the door takes it again", async () => {
      const answer = await knock(door.url, body);
      return answer.status === 202 ? answer : null;
    }, 15_000);
    expect(accepted.body).toMatchObject({ accepted: 2, duplicates: 0 });
    await eventually("the worker has outlived the outage", async () => (await entryOf(accepted.body.inboxId))?.status === "processed", 30_000);
    expect(await db().select().from(signals).where(eq(signals.inboxId, String(accepted.body.inboxId)))).toHaveLength(2);
  }, 60_000);

  test("outlives a loss of PostgreSQL in the middle of the work: nothing lost, nothing told twice", async () => {
    worker ??= await startWorker(house.container);
    const sent: string[] = [];
    for (let round = 0; round < 60 * chaosScale; round += 1) {
      const answer = await knock(door.url, webhookBody(storm(`cut-${round}`, 5)));
      if (answer.status === 202) sent.push(String(answer.body.inboxId));
      if (round % 20 !== 10) continue;
      await postgres.cut();
      expect((await knock(door.url, webhookBody(storm(`while-cut-${round}`, 1)))).status).toBe(503);
      await postgres.mend();
      await eventually("the door takes deliveries again", () => db().execute(sql`select 1`), 15_000, 20);
    }
    expect(sent.length).toBeGreaterThan(40 * chaosScale);
    const rows = await eventually("every entry is processed", async () => {
      await db().update(inboxEntries).set({ leaseUntil: sql`now() - interval '1 second'` }).where(eq(inboxEntries.status, "processing"));
      const mine = await db().select().from(inboxEntries).where(inArray(inboxEntries.id, sent));
      return mine.every((row) => row.status === "processed") ? mine : null;
    }, 40_000 * chaosScale);
    expect(rows).toHaveLength(sent.length);
    const told = await db().select({ inboxId: signals.inboxId, n: count() }).from(signals).where(inArray(signals.inboxId, sent)).groupBy(signals.inboxId);
    expect(told.map((row) => row.n)).toEqual(sent.map(() => 5));
  }, 90_000 * chaosScale);

  test("survives FLUSHALL in mid-flow: the group is made again and every entry is processed", async () => {
    const sent: string[] = [];
    for (let round = 0; round < 30 * chaosScale; round += 1) {
      const answer = await knock(door.url, webhookBody(storm(`flush-${round}`, 2)));
      expect(answer.status).toBe(202);
      sent.push(String(answer.body.inboxId));
      if (round % 10 === 4) await redis.flush();
    }
    await eventually("every entry is processed", async () => (await db().select({ id: inboxEntries.id }).from(inboxEntries).where(ne(inboxEntries.status, "processed"))).length === 0, 40_000 * chaosScale);
    const rows = await db().select({ inboxId: signals.inboxId, n: count() }).from(signals).groupBy(signals.inboxId);
    expect(sent.map((id) => rows.find((row) => row.inboxId === id)?.n)).toEqual(sent.map(() => 2));
    const last = await knock(door.url, webhookBody(storm("after-flush", 1)));
    await eventually("the entry after the last flush is processed", async () => (await entryOf(last.body.inboxId))?.status === "processed", 30_000);
    await eventually("the stream is read to its end and acknowledged by the new group", async () => {
      const groups = (await house.container.redis.xinfo("GROUPS", house.container.keys.signals)) as (string | number)[][];
      expect(groups).toHaveLength(1);
      const group = new Map(groups[0]?.flatMap((value, index, all) => (index % 2 === 0 ? [[value, all[index + 1]] as const] : [])));
      return group.get("name") === house.container.keys.workers && group.get("last-delivered-id") !== "0-0" && group.get("pending") === 0 && group.get("lag") === 0;
    }, 45_000);
  }, 90_000 * chaosScale);
});
