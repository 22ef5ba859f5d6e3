import { eq } from "drizzle-orm";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryReceipt } from "@/lib/contracts/delivery";
import { problem } from "@/lib/contracts/problem";
import { readiness } from "@/lib/contracts/health";
import { inboxEntries } from "@/server/inbox/table";
import { tunables } from "@/server/platform/tunables";
import { webhookBody } from "../support/alerts";
import { openHouse, type TestHouse } from "../support/house";
import { doorEnv, doorSecret, headersOf, openIngress, type TestIngress } from "../support/ingress";
import { openLine, throughLine, type Line } from "../support/line";
import { speak } from "../support/raw-http";
import { eventually } from "../support/wait";

const apiToken = "test-api-token-0123456789";
let line: Line;
let house: TestHouse;
let ingress: TestIngress;

beforeAll(async () => {
  house = await openHouse({ env: doorEnv });
  ingress = await openIngress(house.container);
});
afterAll(async () => {
  await ingress?.close();
  await house?.close();
  await line?.close();
});

let serial = 0;
/** A body that nobody has sent before. */
const fresh = () => Buffer.from(webhookBody([{ name: "DoorTest", host: `host-${(serial += 1)}` }]));
const path = "/api/v1/webhooks/alertmanager";
const post = (body: Buffer, at = ingress, to = path) => fetch(`${at.origin}${to}`, { method: "POST", headers: headersOf("alertmanager", body, ""), body: new Uint8Array(body) });
const stored = (id: string) => house.container.db.$count(inboxEntries, eq(inboxEntries.id, id));

const statusOf = (heard: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1]);
const requestIdOf = (heard: string) => /^x-request-id: (req_[0-9a-f-]{36})\r$/im.exec(heard)?.[1];
const head = (lines: readonly string[], first = `POST ${path} HTTP/1.1`) => `${[first, "host: x", ...lines].join("\r\n")}\r\n\r\n`;
const proven = ["content-type: application/json", `authorization: Bearer ${doorSecret}`];

describe("the bare door", () => {
  test("refuses a stranger, a wrong type and too long a body by the headers alone, before any of the body is there", async () => {
    const cases = [
      [401, ["content-type: application/json", "authorization: Bearer wrong-wrong-wrong-wrong", "content-length: 1000"]],
      [415, ["content-type: text/html", `authorization: Bearer ${doorSecret}`, "content-length: 1000"]],
      [413, [...proven, "content-length: 999999999"]],
    ] as const;
    for (const [status, lines] of cases) {
      const connection = speak(ingress.port, head(lines));
      const heard = await connection.until("}");
      expect([statusOf(heard), typeof requestIdOf(heard)]).toEqual([status, "string"]);
      connection.socket.destroy();
    }
  });

  test("gives leave to send a body only to whom it will read", async () => {
    const body = fresh();
    const lines = ["expect: 100-continue", `content-length: ${body.byteLength}`];
    const welcome = speak(ingress.port, head([...proven, ...lines]));
    await welcome.until("100 Continue");
    welcome.socket.write(body);
    expect(await welcome.until("accepted")).toContain("HTTP/1.1 202");
    const stranger = speak(ingress.port, head(["content-type: application/json", ...lines]));
    expect(statusOf(await stranger.until("}"))).toBe(401);
    for (const { socket } of [welcome, stranger]) socket.destroy();
  });

  test("stops reading a body without a length at the limit, and answers", async () => {
    const connection = speak(ingress.port, head([...proven, "transfer-encoding: chunked"]));
    const piece = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(0x10_0000, " "), Buffer.from("\r\n")]);
    for (let count = 0; count < 9; count += 1) connection.socket.write(piece);
    expect(statusOf(await connection.until("body_too_large", 10_000))).toBe(413);
    connection.socket.destroy();
  });

  test("keeps the connection of a refused sender usable", async () => {
    const body = fresh();
    const bad = `${head(["content-type: application/json", "content-length: 4"])}abcd`;
    const connection = speak(ingress.port, bad);
    await connection.until("}");
    connection.socket.write(Buffer.concat([Buffer.from(head([...proven, `content-length: ${body.byteLength}`])), body]));
    expect(await connection.until("accepted")).toContain("HTTP/1.1 202");
    connection.socket.destroy();
  });

  test("stores nothing of a sender who goes away in the middle, and keeps nothing of it in mind", async () => {
    const before = await house.container.db.$count(inboxEntries);
    for (let round = 0; round < 20; round += 1) {
      const connection = speak(ingress.port, `${head([...proven, "content-length: 5000"])}${" ".repeat(1_000)}`);
      await eventually("it has begun", () => Promise.resolve(connection.socket.bytesWritten > 1_000), 5_000, 2);
      connection.socket.destroy();
    }
    const visit = house.container.intake.enter("alertmanager");
    await eventually("all it held is given back", () => {
      visit.take(tunables.doorMaxBytes);
      return Promise.resolve(true);
    }, 5_000, 10);
    visit.end();
    expect(await house.container.db.$count(inboxEntries)).toBe(before);
  });

  test("gives every answer an id, also the 202", async () => {
    for (const [to, status] of [[path, 202], ["/api/v1/webhooks/nobody", 404], ["/healthz", 405]] as const) {
      const answer = await post(fresh(), ingress, to);
      expect([answer.status, answer.headers.get("x-request-id")]).toEqual([status, expect.stringMatching(/^req_/)]);
      const body: unknown = await answer.json();
      if (status === 202) expect(await stored(deliveryReceipt.parse(body).inboxId)).toBe(1);
      else expect(problem.parse(body).requestId).toBe(answer.headers.get("x-request-id"));
    }
  });

  const odd: readonly [string, number, string][] = [
    ["two lengths", 400, `${head([...proven, "content-length: 2", "content-length: 3"])}{}`],
    ["a length and chunks", 400, `${head([...proven, "content-length: 2", "transfer-encoding: chunked"])}2\r\n{}\r\n0\r\n\r\n`],
    ["chunks of no number", 400, `${head([...proven, "transfer-encoding: chunked"])}zz\r\n{}\r\n0\r\n\r\n`],
    ["a length that is none", 400, `${head([...proven, "content-length: 0x2"])}{}`],
    ["a negative length", 400, `${head([...proven, "content-length: -1"])}{}`],
    ["a space before the colon", 400, head(["content-length : 2", ...proven])],
    ["a folded header", 400, head(["x-a: b", " folded", ...proven])],
    ["a lone line feed", 400, `POST ${path} HTTP/1.1\nhost: x\n\n`],
    ["no host", 400, `POST ${path} HTTP/1.1\r\ncontent-length: 0\r\n\r\n`],
    ["no HTTP at all", 400, "\u0016\u0003\u0001 hello\r\n\r\n"],
    ["an encoded NUL in the path", 404, head(["content-length: 0"], `POST ${path}%00 HTTP/1.1`)],
    ["a NUL in the path", 400, head(["content-length: 0"], `POST ${path}\u0000 HTTP/1.1`)],
    ["dots in the path", 404, head(["content-length: 0"], "POST /api/v1/webhooks/../webhooks/alertmanager HTTP/1.1")],
    ["a path of 10 KB", 404, head(["content-length: 0"], `POST /${"a".repeat(10_000)} HTTP/1.1`)],
    ["a path of 100 KB", 431, head(["content-length: 0"], `POST /${"a".repeat(100_000)} HTTP/1.1`)],
    ["headers of 100 KB", 431, head([`x-a: ${"a".repeat(100_000)}`])],
    ["a proxy's CONNECT", 405, head([], "CONNECT example.com:443 HTTP/1.1")],
    ["a method of another kind", 405, head([], `GET ${path} HTTP/1.1`)],
    ["an upgrade", 401, `${head(["connection: upgrade", "upgrade: websocket", "content-type: application/json", "content-length: 2"])}{}`],
    ["two bearers", 401, `${head(["content-type: application/json", "authorization: Bearer wrong-wrong-wrong-wrong", `authorization: Bearer ${doorSecret}`, "content-length: 2"])}{}`],
  ];
  test.each(odd)("answers %s with %i", async (_name, status, text) => {
    const connection = speak(ingress.port, Buffer.from(text, "latin1"));
    const heard = await connection.until("\r\n\r\n");
    expect([statusOf(heard), typeof requestIdOf(heard)]).toEqual([status, "string"]);
    connection.socket.destroy();
    expect((await post(fresh())).status, "and serves the next").toBe(202);
  });

  test("cuts off whom it waits for too long, and takes what is whole meanwhile", async () => {
    const patience = { headers: ingress.server.headersTimeout, request: ingress.server.requestTimeout };
    expect(patience).toEqual({ headers: tunables.headersTimeoutMs, request: tunables.requestTimeoutMs });
    Object.assign(ingress.server, { headersTimeout: 200, requestTimeout: 400 });
    try {
      const slow = [speak(ingress.port, `POST ${path} HTTP/1.1\r\nhost: x\r\n`), speak(ingress.port, `${head([...proven, "content-length: 100"])}{`)];
      expect((await post(fresh())).status).toBe(202);
      for (const connection of slow) expect(statusOf(await connection.closed(5_000))).toBe(408);
    } finally {
      Object.assign(ingress.server, { headersTimeout: patience.headers, requestTimeout: patience.request });
    }
  });
});

describe("a batch", () => {
  test("with a row that PostgreSQL refuses stores its neighbours, and only that sender hears so", async () => {
    await house.container.pool.query(`create function refuse_poison() returns trigger language plpgsql as $$ begin
      if position('Poison'::bytea in new.body) > 0 then raise exception 'no' using errcode = '22000'; end if; return new; end $$`);
    await house.container.pool.query("create trigger refuse_poison before insert on inbox_entries for each row execute function refuse_poison()");
    try {
      const bodies = Array.from({ length: 30 }, (_, index) => Buffer.from(webhookBody([{ name: index % 10 === 3 ? "Poison" : "Good", host: `batch-${index}` }])));
      const answers = await Promise.all(bodies.map((body) => post(body)));
      expect(answers.map(({ status }) => status)).toEqual(bodies.map((_, index) => (index % 10 === 3 ? 503 : 202)));
      for (const answer of answers.filter(({ status }) => status === 202)) expect(await stored(deliveryReceipt.parse(await answer.json()).inboxId)).toBe(1);
    } finally {
      await house.container.pool.query("drop trigger refuse_poison on inbox_entries");
    }
  });

  test("with the same delivery many times holds it once, and tells all the others of the first", async () => {
    const body = fresh();
    const receipts = await Promise.all(Array.from({ length: 25 }, async () => deliveryReceipt.parse(await (await post(body)).json())));
    expect(new Set(receipts.map(({ inboxId }) => inboxId)).size).toBe(1);
    expect(receipts.map(({ accepted }) => accepted).sort()).toEqual([...Array.from({ length: 24 }, () => 0), 1]);
    expect(receipts.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(24);
  });

  test("keeps bodies of every size byte for byte", async () => {
    const sizes = [0, 1, 1_000, 100_000, 1_100_000, 5_000_000];
    const bodies = sizes.map((size) => Buffer.from(JSON.stringify({ alerts: [{ labels: { alertname: `Size ${size} 密` } }], filler: [..."x".repeat(size / 50_000)].map(() => "é".repeat(25_000)) })));
    const answers = await Promise.all(bodies.map((body) => post(body)));
    for (const [index, answer] of answers.entries()) {
      const { inboxId } = deliveryReceipt.parse(await answer.json());
      const [row] = await house.container.db.select({ body: inboxEntries.body }).from(inboxEntries).where(eq(inboxEntries.id, inboxId));
      expect(row?.body.equals(bodies[index] ?? Buffer.alloc(0))).toBe(true);
    }
  });
});

describe("what operators ask", () => {
  test("is ready only with PostgreSQL, names Redis without needing it, tells nobody what a store said, and is not ready on its way out", async () => {
    line = await openLine(house.container.config.databaseUrl);
    const life = { isDraining: false };
    const apart = await openHouse({ env: (stores) => ({ ...doorEnv, DATABASE_URL: throughLine(stores.databaseUrl, line), REDIS_URL: "redis://127.0.0.1:1/0" }) });
    const door = await openIngress(apart.container, life);
    const ask = async () => {
      const answer = await fetch(`${door.origin}/readyz`);
      return [answer.status, readiness.parse(await answer.json())] as const;
    };
    try {
      expect(await ask()).toMatchObject([200, { ready: true, dependencies: { postgres: { ok: true }, redis: { ok: false, reason: "Redis does not answer, deliveries are accepted and wait; check REDIS_URL." } } }]);
      await line.cut();
      expect(await ask()).toMatchObject([503, { ready: false, dependencies: { postgres: { ok: false, reason: "PostgreSQL does not answer; check DATABASE_URL." } } }]);
      await line.mend();
      await eventually("it is ready again", async () => (await ask())[0] === 200, 10_000, 50);
      life.isDraining = true;
      expect(await ask()).toMatchObject([503, { ready: false, dependencies: { process: { ok: false } } }]);
    } finally {
      await door.close();
      await apart.close();
    }
  });

  test("is counted for whoever has a token, and for nobody else", async () => {
    expect((await fetch(`${ingress.origin}/metrics`)).status).toBe(401);
    const answer = await fetch(`${ingress.origin}/metrics`, { headers: { authorization: `Bearer ${apiToken}` } });
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const said = await answer.text();
    expect(Number(/^awoooi_inbox_accepted_total\{source="alertmanager",origin="live"\} (\d+)$/m.exec(said)?.[1])).toBeGreaterThan(0);
    expect(Number(/^awoooi_inbox_refused_total\{source="alertmanager",code="unauthenticated"\} (\d+)$/m.exec(said)?.[1])).toBeGreaterThan(0);
  });
});

describe("a Redis that takes connections and never answers", () => {
  test("delays no 202 and holds no more wake-ups than allowed", async () => {
    const sockets = new Set<Socket>();
    const hole = createServer((socket) => sockets.add(socket.on("error", () => undefined))).listen(0, "127.0.0.1");
    await new Promise((resolve) => hole.once("listening", resolve));
    const apart = await openHouse({ env: { ...doorEnv, REDIS_URL: `redis://127.0.0.1:${(hole.address() as AddressInfo).port}/0` } });
    const door = await openIngress(apart.container);
    try {
      const from = performance.now();
      for (let round = 0; round < 20; round += 1) expect((await post(fresh(), door)).status).toBe(202);
      expect(performance.now() - from).toBeLessThan(tunables.redisCommandTimeoutMs);
      await apart.container.intake.settled();
    } finally {
      await door.close();
      apart.container.redis.disconnect(false);
      for (const socket of sockets) socket.destroy();
      hole.close();
      await apart.close();
    }
  });
});
