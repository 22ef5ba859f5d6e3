import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryReceipt } from "@/lib/contracts/delivery";
import { problem } from "@/lib/contracts/problem";
import { createContainer, type Container } from "@/server/container";
import { inboxEntries } from "@/server/inbox/table";
import { createIngress } from "@/server/ingress/server";
import { alertmanager } from "@/server/sources/alertmanager/adapter";
import { createWeb, installWeb } from "@/server/web/web";
import { openWeb, type TestWeb } from "../support/web";
import { dispatch } from "../support/routes";

const path = "/api/v1/webhooks/alertmanager";
const secrets = ["first-alertmanager-secret", "second-alertmanager-secret"] as const;
const json = { "content-type": "application/json" };
const bearer = { ...json, authorization: `Bearer ${secrets[0]}` };

/** What came back, of either door. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: unknown;
}
interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Sent in pieces, without a length. */
  readonly streamed?: boolean;
}
type Door = (sent: Sent) => Promise<Answer>;

let web: TestWeb;
let ingress: Server;
const shown = ["content-type", "retry-after", "www-authenticate"];

const pieces = (body: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += 1 << 20) controller.enqueue(body.subarray(at, at + (1 << 20)));
      controller.close();
    },
  });

function knock(server: Server): Door {
  return ({ headers, body, streamed = false }) =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const request = httpRequest({ host: "127.0.0.1", port, path, method: "POST", headers: { ...headers, ...(streamed ? {} : { "content-length": headers["content-length"] ?? body.byteLength }) }, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const picked = Object.fromEntries(shown.map((name) => [name, (response.headers[name] as string | undefined) ?? null]));
          resolve({ status: response.statusCode ?? 0, headers: picked, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
          request.destroy();
        });
      });
      request.on("error", reject);
      if (streamed) for (let at = 0; at < body.length; at += 1 << 20) request.write(body.subarray(at, at + (1 << 20)));
      request.end(streamed ? undefined : body);
    });
}

const call: Door = async ({ headers, body, streamed = false }) => {
  const length = streamed ? {} : { "content-length": headers["content-length"] ?? String(body.byteLength) };
  const response = await dispatch(new Request(`${web.origin}${path}`, { method: "POST", headers: { ...headers, ...length }, body: streamed ? pieces(body) : Buffer.from(body), ...(streamed ? { duplex: "half" } : {}) } as RequestInit));
  return { status: response.status, headers: Object.fromEntries(shown.map((name) => [name, response.headers.get(name)])), body: await response.json() };
};

async function open(container: Container): Promise<Server> {
  const server = createIngress(container).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server;
}
const close = (server: Server) => new Promise((resolve) => server.close(resolve));

beforeAll(async () => {
  web = await openWeb({ env: { ALERTMANAGER_WEBHOOK_TOKEN: secrets.join(",") } });
  ingress = await open(web.house.container);
});
afterAll(async () => {
  await close(ingress);
  await web.house.close();
});

let serial = 0;
/** A body that nobody has sent before. */
function delivery(): Uint8Array {
  serial += 1;
  const alert = { status: "firing", labels: { alertname: "Parity", serial: String(serial) }, startsAt: "2026-11-22T09:47:26Z" };
  return Buffer.from(JSON.stringify({ version: "4", status: "firing", truncatedAlerts: 0, alerts: [alert, { ...alert, status: "resolved", endsAt: "2026-11-22T09:48:00Z" }] }));
}
const text = (body: string) => () => Buffer.from(body);
const basic = (pair: string) => ({ ...json, authorization: `Basic ${Buffer.from(pair).toString("base64")}` });
const tooLarge = () => Buffer.alloc(alertmanager.maxBodyBytes + 1, " ");

/** Each with the status that both doors answer. */
const table: readonly [name: string, status: number, headers: Record<string, string>, body: () => Uint8Array, streamed?: boolean][] = [
  ["a good body with the bearer token", 202, bearer, delivery],
  ["a good body in pieces", 202, bearer, delivery, true],
  ["a good body with the second secret of a rotation", 202, { ...json, authorization: `Bearer ${secrets[1]}` }, delivery],
  ["a good body with the secret as basic password", 202, basic(`anybody:${secrets[0]}`), delivery],
  ["a content type with parameters", 202, { ...bearer, "content-type": "Application/JSON; charset=utf-8" }, delivery],
  ["nothing to say", 202, bearer, text('{"alerts":[]}')],
  ["no credentials", 401, json, delivery],
  ["a wrong token", 401, { ...json, authorization: `Bearer ${secrets[0]}x` }, delivery],
  ["an empty token", 401, { ...json, authorization: "Bearer " }, delivery],
  ["a wrong basic password", 401, basic(`${secrets[0]}:`), delivery],
  ["an unknown scheme", 401, { ...json, authorization: `Digest ${secrets[0]}` }, delivery],
  ["no body", 400, bearer, text("")],
  ["half a JSON", 400, bearer, text('{"alerts":[')],
  ["a nesting bomb", 400, bearer, text("[".repeat(100_000))],
  ["a length over the limit", 413, { ...bearer, "content-length": String(alertmanager.maxBodyBytes + 1) }, text("")],
  ["more than the limit with its length", 413, bearer, tooLarge],
  ["more than the limit without a length", 413, bearer, tooLarge, true],
  ["no content type", 415, { authorization: bearer.authorization }, delivery],
  ["a form", 415, { ...bearer, "content-type": "application/x-www-form-urlencoded" }, delivery],
  ["a compressed body", 415, { ...bearer, "content-encoding": "gzip" }, delivery],
  ["JSON of another shape", 422, bearer, text('{"alerts":[{"labels":{"a":1}}]}')],
  ["what Prometheus sends to an Alertmanager", 422, bearer, text('[{"labels":{"alertname":"A"}}]')],
];

function expectSame(one: Answer, two: Answer): void {
  const withoutIds = ({ status, headers, body }: Answer) => ({ status, headers: { ...headers, "content-type": headers["content-type"]?.split(";")[0] }, body: { ...(body as object), inboxId: null, requestId: null } });
  expect(withoutIds(one)).toEqual(withoutIds(two));
  for (const { status, body } of [one, two]) (status === 202 ? deliveryReceipt : problem).parse(body);
}

describe("the bare door and the route", () => {
  test.each(table)("answer %s alike: %i", async (_name, status, headers, body, streamed = false) => {
    const bare = await knock(ingress)({ headers, body: body(), streamed });
    const route = await call({ headers, body: body(), streamed });
    expect([bare.status, route.status]).toEqual([status, status]);
    if (_name !== "nothing to say") expectSame(bare, route);
  });

  test("know each other's deliveries: the second is a duplicate of the first, and stored once", async () => {
    for (const [first, second] of [[knock(ingress), call], [call, knock(ingress)]] as const) {
      const body = delivery();
      const before = await web.house.container.db.$count(inboxEntries);
      const taken = deliveryReceipt.parse((await first({ headers: bearer, body })).body);
      expect(taken).toMatchObject({ accepted: 2, duplicates: 0 });
      for (const door of [second, first]) {
        const again = await door({ headers: bearer, body });
        expect([again.status, again.body]).toEqual([202, { inboxId: taken.inboxId, accepted: 0, duplicates: 2 }]);
      }
      expect((await web.house.container.db.$count(inboxEntries)) - before).toBe(1);
    }
  });

  test("ask for another try while PostgreSQL is away", async () => {
    const { config, log } = web.house.container;
    const broken = createContainer({ ...config, databaseUrl: "postgres://nobody@127.0.0.1:1/none" }, log);
    const server = await open(broken);
    installWeb(createWeb(broken));
    try {
      const [bare, route] = [await knock(server)({ headers: bearer, body: delivery() }), await call({ headers: bearer, body: delivery() })];
      expectSame(bare, route);
      expect(bare).toMatchObject({ status: 503, headers: { "retry-after": "5" }, body: { code: "unavailable" } });
    } finally {
      installWeb(web.web);
      await close(server);
      await broken.close();
    }
  });
});
