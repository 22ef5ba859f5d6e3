import { inArray } from "drizzle-orm";
import { Agent, request as httpRequest } from "node:http";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceName } from "@/lib/contracts/signal";
import { createContainer, type Container } from "@/server/container";
import { inboxEntries } from "@/server/inbox/table";
import { tunables } from "@/server/platform/tunables";
import { webhookBody } from "../support/alerts";
import { openHouse, type TestHouse } from "../support/house";
import { doorEnv, headersOf, openIngress, type TestIngress } from "../support/ingress";
import { openLine, throughLine, type Line } from "../support/line";
import { eventually } from "../support/wait";

let house: TestHouse;
let lines: Record<"postgres" | "redis", Line>;
/** The same stores, reached over lines that can be cut. */
let apart: Container;
let ingress: TestIngress;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

beforeAll(async () => {
  house = await openHouse({ env: { ...doorEnv, AWOOOI_WEBHOOK_RATE: "100000" } });
  const { config, log } = house.container;
  lines = { postgres: await openLine(config.databaseUrl), redis: await openLine(config.redisUrl) };
  apart = createContainer({ ...config, databaseUrl: throughLine(config.databaseUrl, lines.postgres), redisUrl: throughLine(config.redisUrl, lines.redis) }, log);
  ingress = await openIngress(apart);
});
afterAll(async () => {
  agent.destroy();
  await ingress?.close();
  await apart?.close();
  await Promise.all(Object.values(lines ?? {}).map((line) => line.close()));
  await house?.close();
});

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly inboxId: string | undefined;
}

/** Delivers a body; resolves to null when the connection broke without an answer. */
function deliver(origin: string, source: SourceName, body: Buffer): Promise<Answer | null> {
  return new Promise((resolve) => {
    const request = httpRequest(`${origin}/api/v1/webhooks/${source}`, { agent, method: "POST", headers: { ...headersOf(source, body, "ping"), "content-length": body.byteLength } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { inboxId } = JSON.parse(Buffer.concat(chunks).toString()) as { inboxId?: string };
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], inboxId });
      });
      response.on("error", () => resolve(null));
    });
    request.on("error", () => resolve(null));
    request.end(body);
  });
}

let serial = 0;
const fresh = () => Buffer.from(webhookBody([{ name: "Flood", host: `host-${(serial += 1)}` }]));

/** Delivers with many senders at once until told to stop; what came back, in no order. */
function flood(origin: string, senders: number): { stop(): Promise<(Answer | null)[]>; count(): number } {
  const answers: (Answer | null)[] = [];
  let isOver = false;
  const run = async () => {
    while (!isOver) answers.push(await deliver(origin, "alertmanager", fresh()));
  };
  const running = Promise.all(Array.from({ length: senders }, run));
  return {
    count: () => answers.filter((answer) => answer?.status === 202).length,
    stop: async () => {
      isOver = true;
      await running;
      return answers;
    },
  };
}

async function expectAllStored(answers: readonly (Answer | null)[]): Promise<string[]> {
  const accepted = answers.flatMap((answer) => (answer?.status === 202 ? [answer.inboxId ?? ""] : []));
  expect(new Set(accepted).size, "each is an entry of its own").toBe(accepted.length);
  const rows = await house.container.db.select({ id: inboxEntries.id }).from(inboxEntries).where(inArray(inboxEntries.id, accepted));
  expect(rows).toHaveLength(accepted.length);
  return accepted;
}

describe("a flood while a store goes away and comes back", () => {
  test("has every 202 in the table, and answers 503 with Retry-After while PostgreSQL is away", async () => {
    const running = flood(ingress.origin, 16);
    await eventually("some are accepted", () => Promise.resolve(running.count() > 200), 20_000, 5);
    for (let round = 0; round < 3; round += 1) {
      await lines.postgres.cut();
      const before = running.count();
      await lines.postgres.mend();
      await eventually("it accepts again", () => Promise.resolve(running.count() > before + 50), 20_000, 5);
    }
    await lines.postgres.cut();
    const alone = await deliver(ingress.origin, "alertmanager", fresh());
    expect(alone).toMatchObject({ status: 503, retryAfter: "5" });
    await lines.postgres.mend();
    await eventually("it accepts again", async () => (await deliver(ingress.origin, "alertmanager", fresh()))?.status === 202, 20_000, 20);
    const answers = await running.stop();
    expect(answers.filter((answer) => answer === null)).toEqual([]);
    expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([202, 503]));
    await expectAllStored(answers);
  }, 60_000);

  test("hears 503 within the patience of one query when PostgreSQL hangs, also whoever comes meanwhile", async () => {
    const session = new Client({ connectionString: house.container.config.databaseUrl });
    await session.connect();
    await session.query("begin; lock table inbox_entries in access exclusive mode");
    try {
      const from = performance.now();
      const first = deliver(ingress.origin, "alertmanager", fresh());
      const later = new Promise((resolve) => setTimeout(resolve, 1_000)).then(() => deliver(ingress.origin, "alertmanager", fresh()));
      expect([await first, await later]).toMatchObject([{ status: 503, retryAfter: "5" }, { status: 503, retryAfter: "5" }]);
      expect(performance.now() - from).toBeLessThan(tunables.queryTimeoutMs + 2_000);
    } finally {
      await session.end();
    }
    await eventually("it accepts again", async () => (await deliver(ingress.origin, "alertmanager", fresh()))?.status === 202, 20_000, 20);
  }, 60_000);

  test("hears only 202 while Redis is away, and every one is in the table; what is accepted after it is on the stream", async () => {
    const running = flood(ingress.origin, 16);
    await eventually("some are accepted", () => Promise.resolve(running.count() > 200), 20_000, 5);
    await lines.redis.cut();
    const before = running.count();
    await eventually("it still accepts", () => Promise.resolve(running.count() > before + 200), 20_000, 5);
    await lines.redis.mend();
    const answers = await running.stop();
    expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([202]));
    await expectAllStored(answers);
    await eventually("wake-ups arrive again", async () => {
      const last = await deliver(ingress.origin, "alertmanager", fresh());
      const { redis, keys } = house.container;
      return JSON.stringify(await redis.xrevrange(keys.signals, "+", "-", "COUNT", 5)).includes(last?.inboxId ?? "none");
    }, 20_000, 50);
  }, 60_000);
});

describe("a source that delivers more than it may", () => {
  test("hears 503 with Retry-After, never 429, and costs another source nothing", async () => {
    const limited = await openHouse({ env: { ...doorEnv, AWOOOI_WEBHOOK_RATE: "50" } });
    const door = await openIngress(limited.container);
    try {
      const [flooding, calm] = await Promise.all([
        Promise.all(Array.from({ length: 400 }, () => deliver(door.origin, "alertmanager", fresh()))),
        Promise.all(Array.from({ length: 40 }, (_, index) => deliver(door.origin, "github", Buffer.from(JSON.stringify({ zen: `calm ${index}` }))))),
      ]);
      expect(calm.map((answer) => answer?.status)).toEqual(calm.map(() => 202));
      const refused = flooding.filter((answer) => answer?.status !== 202);
      expect(flooding.length - refused.length).toBeGreaterThanOrEqual(50);
      expect(refused.length).toBeGreaterThan(100);
      expect(new Set(refused.map((answer) => `${answer?.status} ${answer?.retryAfter}`))).toEqual(new Set(["503 1"]));
    } finally {
      await door.close();
      await limited.close();
    }
  });
});
