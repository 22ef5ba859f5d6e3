import { gzipSync } from "node:zlib";
import { Agent, request as httpRequest } from "node:http";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourceName, type SourceName } from "@/lib/contracts/signal";
import { AppError } from "@/server/platform/errors";
import { sources } from "@/server/sources";
import { chaosScale } from "../support/chaos";
import { openHouse, type TestHouse } from "../support/house";
import { doorEnv, headersOf, openIngress, type TestIngress } from "../support/ingress";

/** Bodies over all doors together. */
const total = 20_000 * chaosScale;
/** The same bodies every time unless told otherwise; a failure names it. */
const seed = Number(process.env.AWOOOI_FUZZ_SEED ?? 20_261_122);
const kinds: Readonly<Record<SourceName, readonly string[]>> = {
  alertmanager: [""],
  signoz: [""],
  kubernetes: [""],
  kali: [""],
  sentry: ["event_alert", "issue", "metric_alert", "error", "installation", ""],
  github: ["workflow_run", "deployment", "deployment_status", "push", "code_scanning_alert", "dependabot_alert", "secret_scanning_alert", "ping", ""],
};

interface Sent {
  readonly source: SourceName;
  readonly kind: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

let house: TestHouse;
let ingress: TestIngress;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
beforeAll(async () => {
  house = await openHouse({ env: { ...doorEnv, AWOOOI_WEBHOOK_RATE: "1000000" } });
  ingress = await openIngress(house.container);
});
afterAll(async () => {
  agent.destroy();
  await ingress?.close();
  await house?.close();
});

function deliver({ source, kind, body, headers }: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${ingress.origin}/api/v1/webhooks/${source}`, { agent, method: "POST", headers: { ...headersOf(source, body, kind), "content-length": body.byteLength, ...headers } }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** What the adapter itself makes of a body, whose answer the door must give although it looks at less. */
function judge({ source, kind, body }: Sent): number {
  const adapter = sources[source];
  if (body.byteLength > adapter.maxBodyBytes) return 413;
  try {
    const { signals, findings } = adapter.parse(body, adapter.kind(headersOf(source, body, kind)));
    // What the worker will store must be storable: nothing throws on the way to text.
    JSON.stringify([signals, findings]);
    return 202;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "bad_request" ? 400 : error.code === "unprocessable" ? 422 : 500;
  }
}

const fixtures: Readonly<Record<SourceName, readonly Buffer[]>> = Object.fromEntries(
  sourceName.options.map((source) => {
    const dir = join("server/sources", source, "__fixtures__");
    return [source, existsSync(dir) ? readdirSync(dir).filter((name) => !name.endsWith(".md")).map((name) => readFileSync(join(dir, name))).filter((body) => body.byteLength < 200_000) : []];
  }),
) as Record<SourceName, Buffer[]>;

/** Values that programs stumble over. */
const odd: readonly unknown[] = [null, true, 0, -1, 1e308, 2 ** 53, "", "\u0000", "\ud800", "\u202e\u001b[31m\r\n", "a".repeat(5_000), "0001-01-01T00:00:00Z", "9999-99-99T99:99:99Z", "+275761-01-01T00:00:00Z", "javascript:alert(1)", [], {}, [[[]]], [null], { toString: 1 }, JSON.parse('{"__proto__":{"polluted":true}}'), { constructor: { prototype: { polluted: true } } }];

/** A value with some of its places filled with what does not belong there. */
function disturb(value: unknown, random: () => number): unknown {
  if (random() < 0.04) return odd[Math.floor(random() * odd.length)];
  if (Array.isArray(value)) return value.flatMap((entry) => (random() < 0.02 ? [] : [disturb(entry, random)]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, entry]) => (random() < 0.02 ? [] : [[random() < 0.01 ? "__proto__" : name, disturb(entry, random)]])));
}

/** Bytes with a few of them changed, removed or repeated. */
function mutate(body: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(body);
  const at = () => Math.floor(random() * Math.max(1, bytes.byteLength));
  for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) if (bytes.byteLength > 0) bytes[at()] = Math.floor(random() * 256);
  const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
  const choice = random();
  if (choice < 0.15) return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  if (choice < 0.3) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  return bytes;
}

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + "1" + close.repeat(depth);

/** Made by hand to hurt. */
const bombs: readonly Buffer[] = [
  nested(200_000, "[", "]"),
  nested(200_000, '{"a":', "}"),
  `{"alerts":${nested(100_000, "[", "]")}}`,
  "[".repeat(900_000),
  `{${Array.from({ length: 1_000_000 }, (_, index) => `"${index}":0`).join(",")}}`,
  `{"alerts":[{"labels":{${Array.from({ length: 50_000 }, (_, index) => `"k${index}":""`).join(",")}}}]}`,
  `[${"{},".repeat(300_000)}{}]`,
  `{"alerts":[{"labels":{"alertname":"${"a".repeat(900_000)}"}}]}`,
  `"${"\\u0000".repeat(100_000)}"`,
  '{"alerts":[{"labels":{"__proto__":"x","constructor":"y","toString":"z"},"annotations":{"__proto__":"x"}}],"__proto__":{"polluted":true}}',
  '{"alerts":[{"labels":{"alertname":"\\ud800\\u0000"}}],"groupKey":"\\udfff"}',
  "1e999999",
  "-".repeat(500_000),
  "\ufeff{}",
  "",
  " ",
  "null",
].map((text) => Buffer.from(text));

/** Every kind of body for every door, in an order that mixes the doors. */
function* bodies(count: number): Generator<Sent> {
  const [values] = fc.sample(fc.array(fc.jsonValue({ maxDepth: 5 }), { minLength: 400, maxLength: 400 }), { numRuns: 1, seed });
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const all = sourceName.options.flatMap((source) => kinds[source].slice(0, 1).flatMap((kind) => bombs.map((body) => ({ source, kind, body }))));
  yield* all;
  const parsed = Object.fromEntries(sourceName.options.map((source) => [source, fixtures[source].flatMap((body) => parseOrNone(body))])) as Record<SourceName, unknown[]>;
  for (let index = all.length; index < count; index += 1) {
    const source = sourceName.options[index % sourceName.options.length] as SourceName;
    const kind = pick(kinds[source]);
    // A door without payloads of its own is fuzzed with those of another.
    const own = fixtures[source].length > 0 ? source : "alertmanager";
    const choice = random();
    if (choice < 0.4) yield { source, kind, body: Buffer.from(JSON.stringify(disturb(pick(parsed[own]), random)) ?? "") };
    else if (choice < 0.75) yield { source, kind, body: mutate(pick(fixtures[own]), random) };
    else if (choice < 0.95) yield { source, kind, body: Buffer.from(JSON.stringify(pick(values ?? []))) };
    else yield { source, kind, body: Buffer.from(Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256))) };
  }
}

function parseOrNone(body: Buffer): unknown[] {
  try {
    return [JSON.parse(body.toString("utf8"))];
  } catch {
    return [];
  }
}

describe("all six doors", () => {
  test(`answer ${total} odd bodies as their adapters judge them, without a fault, and leave the world as it was`, async () => {
    const before = [Object.prototype, Array.prototype, Function.prototype].map((prototype) => Reflect.ownKeys(prototype).length);
    const counts = new Map<number, number>();
    const wrong: string[] = [];
    const queue = bodies(total);
    let slowestMs = 0;
    const work = async () => {
      for (const sent of queue) {
        const from = performance.now();
        const status = await deliver(sent);
        slowestMs = Math.max(slowestMs, performance.now() - from);
        counts.set(status, (counts.get(status) ?? 0) + 1);
        const wanted = judge(sent);
        if (status !== wanted) wrong.push(`${sent.source} ${sent.kind} answered ${status} for ${wanted}: ${sent.body.toString("latin1", 0, 300)}`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    expect(wrong.slice(0, 5)).toEqual([]);
    expect([...counts.keys()].filter((status) => status >= 500)).toEqual([]);
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
    for (const status of [202, 400, 422]) expect(counts.get(status) ?? 0, `some are answered ${status}`).toBeGreaterThan(total / 50);
    expect(slowestMs).toBeLessThan(10_000);
    expect([Object.prototype, Array.prototype, Function.prototype].map((prototype) => Reflect.ownKeys(prototype).length)).toEqual(before);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((await fetch(`${ingress.origin}/readyz`)).status).toBe(200);
  }, Math.max(300_000, total * 20));

  test.each(sourceName.options)("refuse compressed bodies at %s, whether the header says so or lies", async (source) => {
    const body = gzipSync(fixtures[source][0] ?? Buffer.from("{}"));
    const kind = kinds[source][0] ?? "";
    expect(await deliver({ source, kind, body, headers: { "content-encoding": "gzip" } })).toBe(415);
    expect([400, 422]).toContain(await deliver({ source, kind, body }));
    expect(await deliver({ source, kind, body: Buffer.from("{}"), headers: { "content-encoding": "gzip" } })).toBe(415);
  });

  test.each(sourceName.options)("take nothing of a stranger at %s", async (source) => {
    const body = fixtures[source][0] ?? Buffer.from("{}");
    const wrong = { authorization: "Bearer wrong-wrong-wrong-wrong", "x-hub-signature-256": `sha256=${"0".repeat(64)}`, "sentry-hook-signature": "0".repeat(64) };
    expect(await deliver({ source, kind: "ping", body, headers: wrong })).toBe(401);
  });
});
