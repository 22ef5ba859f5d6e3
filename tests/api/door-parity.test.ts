import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryReceipt } from "@/lib/contracts/delivery";
import { problem } from "@/lib/contracts/problem";
import { sourceName, type SourceName } from "@/lib/contracts/signal";
import { createContainer } from "@/server/container";
import { inboxEntries } from "@/server/inbox/table";
import { sources } from "@/server/sources";
import { createWeb, installWeb } from "@/server/web/web";
import { bytesOf } from "../support/bodies";
import { importRoute, routeFiles } from "../support/routes";
import { headersOf, senders } from "../support/senders";
import { bareDoor, openIngress, routeDoor, type Answer, type Door } from "../support/two-doors";
import { openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
let ingress: Server;

beforeAll(async () => {
  web = await openWeb({ env: Object.fromEntries(Object.values(senders).map(({ variable, secrets }) => [variable, secrets.join(",")])) });
  ingress = await openIngress(web.house.container);
});
afterAll(async () => {
  await new Promise((resolve) => ingress.close(resolve));
  await web.house.close();
});

let serial = 0;
/** A delivery that nobody has sent before. */
const fresh = (source: SourceName) => senders[source].deliver((serial += 1));

interface Case {
  readonly name: string;
  readonly status: number;
  readonly sent: (source: SourceName) => { readonly headers: Record<string, string>; readonly body: Uint8Array; readonly streamed?: boolean };
}

/** A good delivery with its headers changed. */
const changed = (change: (headers: Record<string, string>, source: SourceName, body: Uint8Array) => Record<string, string>) => (source: SourceName) => {
  const { body, headers } = fresh(source);
  return { body, headers: change(headersOf(senders[source], body, headers), source, body) };
};
/** A body of another kind, rightly signed. */
const signed = (bodyOf: (source: SourceName) => Uint8Array, more: Record<string, string> = {}) => (source: SourceName) => {
  const body = bodyOf(source);
  return { body, headers: { ...headersOf(senders[source], body, fresh(source).headers), ...more } };
};
const without = (headers: Record<string, string>, names: readonly string[]) => Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
const proofs = ["authorization", "sentry-hook-signature", "x-hub-signature-256"];
const tooLarge = (source: SourceName) => Buffer.alloc(sources[source].maxBodyBytes + 1, " ");

/** What both doors of every source answer. */
const cases: readonly Case[] = [
  { name: "a good delivery", status: 202, sent: changed((headers) => headers) },
  { name: "one in pieces", status: 202, sent: (source) => ({ ...changed((headers) => headers)(source), streamed: true }) },
  { name: "one with the second secret of a rotation", status: 202, sent: changed((headers, source, body) => ({ ...headers, ...senders[source].prove(senders[source].secrets[1], body) })) },
  { name: "one whose content type has parameters", status: 202, sent: changed((headers) => ({ ...headers, "content-type": `${headers["content-type"]?.toUpperCase()}; charset=utf-8` })) },
  { name: "no proof", status: 401, sent: changed((headers) => without(headers, proofs)) },
  { name: "a wrong secret", status: 401, sent: changed((headers, _source, body) => ({ ...headers, ...senders[_source].prove("a-secret-of-nobody", body) })) },
  { name: "the secret of another source", status: 401, sent: changed((headers, source, body) => ({ ...headers, ...senders[source].prove(senders[source === "kali" ? "github" : "kali"].secrets[0], body) })) },
  { name: "half a JSON", status: 400, sent: signed((source) => bytesOf(senders[source].malformed)) },
  { name: "a nesting bomb", status: 400, sent: signed(() => Buffer.from("[".repeat(100_000))) },
  { name: "a length over the limit", status: 413, sent: (source) => signed(() => Buffer.alloc(0), { "content-length": String(sources[source].maxBodyBytes + 1) })(source) },
  { name: "more than the limit", status: 413, sent: signed(tooLarge) },
  { name: "more than the limit without a length", status: 413, sent: (source) => ({ ...signed(tooLarge)(source), streamed: true }) },
  { name: "no content type", status: 415, sent: changed((headers) => without(headers, ["content-type"])) },
  { name: "a form", status: 415, sent: changed((headers) => ({ ...headers, "content-type": "application/x-www-form-urlencoded" })) },
  { name: "a compressed body", status: 415, sent: changed((headers) => ({ ...headers, "content-encoding": "gzip" })) },
  { name: "JSON of another shape", status: 422, sent: signed((source) => bytesOf(senders[source].otherShape)) },
];

function expectSame(one: Answer, two: Answer): void {
  const withoutIds = ({ status, headers, body }: Answer) => ({ status, headers: { ...headers, "content-type": headers["content-type"]?.split(";")[0] }, body: { ...(body as object), inboxId: null, requestId: null } });
  expect(withoutIds(one)).toEqual(withoutIds(two));
  for (const { status, body } of [one, two]) (status === 202 ? deliveryReceipt : problem).parse(body);
}

describe.each(sourceName.options)("the bare door and the route of %s", (source) => {
  const doors = (): [Door, Door] => [bareDoor(ingress), routeDoor(web.origin)];

  test.each(cases.map((entry) => [entry.name, entry.status, entry] as const))("answer %s alike: %i", async (_name, status, { sent }) => {
    const [bare, route] = await Promise.all(doors().map((door) => door({ source, ...sent(source) })));
    if (bare === undefined || route === undefined) throw new Error("two doors");
    expect([bare.status, route.status]).toEqual([status, status]);
    expectSame(bare, route);
    if (status === 202) expect(bare.body).toMatchObject({ accepted: senders[source].entries, duplicates: 0 });
  });

  test("know each other's deliveries: the second is a duplicate of the first, and stored once", async () => {
    const [bare, route] = doors();
    for (const [first, second] of [[bare, route], [route, bare]] as const) {
      const { body, headers } = fresh(source);
      const knock = { source, body, headers: headersOf(senders[source], body, headers) };
      const before = await web.house.container.db.$count(inboxEntries);
      const taken = deliveryReceipt.parse((await first(knock)).body);
      expect(taken).toMatchObject({ accepted: senders[source].entries, duplicates: 0 });
      for (const door of [second, first]) {
        const again = await door(knock);
        expect([again.status, again.body]).toEqual([202, { inboxId: taken.inboxId, accepted: 0, duplicates: senders[source].entries }]);
      }
      expect((await web.house.container.db.$count(inboxEntries)) - before).toBe(1);
    }
  });

  test("are opened with POST only", async () => {
    const { port } = ingress.address() as AddressInfo;
    for (const method of ["GET", "PUT", "DELETE"]) {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/webhooks/${source}`, { method });
      expect([response.status, problem.parse(await response.json()).code]).toEqual([405, "method_not_allowed"]);
    }
    // Next answers 405 by itself to any method that a route file does not export.
    const route = routeFiles().find(({ path }) => path === `/api/v1/webhooks/${source}`);
    if (route === undefined) throw new Error("no route file");
    expect(Object.keys(await importRoute(route)).filter((name) => name === name.toUpperCase())).toEqual(["POST"]);
  });

  test("ask for another try while PostgreSQL is away", async () => {
    const { config, log } = web.house.container;
    const broken = createContainer({ ...config, databaseUrl: "postgres://nobody@127.0.0.1:1/none" }, log);
    const server = await openIngress(broken);
    installWeb(createWeb(broken));
    try {
      const { body, headers } = fresh(source);
      const knock = { source, body, headers: headersOf(senders[source], body, headers) };
      const [bare, route] = [await bareDoor(server)(knock), await routeDoor(web.origin)(knock)];
      expectSame(bare, route);
      expect(bare).toMatchObject({ status: 503, headers: { "retry-after": "5" }, body: { code: "unavailable" } });
    } finally {
      installWeb(web.web);
      await new Promise((resolve) => server.close(resolve));
      await broken.close();
    }
  });
});

describe("the doors", () => {
  test("take the token as basic password of any user where a header is the proof", async () => {
    for (const source of ["alertmanager", "signoz", "kubernetes", "kali"] as const) {
      const { body } = fresh(source);
      const headers = { "content-type": senders[source].contentType, authorization: `Basic ${Buffer.from(`anybody:${senders[source].secrets[0]}`).toString("base64")}` };
      expect((await bareDoor(ingress)({ source, body, headers })).status).toBe(202);
    }
  });

  test("tell who sends a form what to do instead", async () => {
    const { body, headers } = fresh("github");
    const answer = await bareDoor(ingress)({ source: "github", body, headers: { ...headersOf(senders.github, body, headers), "content-type": "application/x-www-form-urlencoded" } });
    expect(answer).toMatchObject({ status: 415, body: { detail: expect.stringContaining("application/json") as unknown } });
  });
});
