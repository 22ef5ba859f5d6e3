import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimSignInLink } from "@/lib/contracts/account";
import { operations } from "@/lib/contracts/api";
import { problem } from "@/lib/contracts/problem";
import { createContainer, type Container } from "@/server/container";
import { createWeb, installWeb } from "@/server/web/web";
import { humansOnly, sampleBody, sampleId, samplePath } from "../support/samples";
import { bearer, openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
let broken: Container;
let cookie: string;

beforeAll(async () => {
  web = await openWeb();
  cookie = await web.signIn("commander");
  const { config, log } = web.house.container;
  broken = createContainer({ ...config, databaseUrl: "postgres://nobody@127.0.0.1:1/none" }, log);
  installWeb(createWeb(broken));
});
afterAll(async () => {
  await broken.close();
  await web.house.close();
});

const storeless: ReadonlySet<string> = new Set(["getMe", "getRetention", "testSource"]);
const asking = operations.filter((operation) => operation.role !== null && operation.media === "application/json").map((operation) => [operation.id, operation] as const);

describe("while PostgreSQL is away", () => {
  test.each(asking)("%s answers 503 and when to ask again, to a token and to a browser", async (id, operation) => {
    const callers: Record<string, string>[] = [{ ...bearer }, { cookie, origin: web.origin }];
    for (const headers of callers) {
      // A token is known without any store, and so is what it may not do; the practice range and the doors are no stores.
      const needsNoStore = storeless.has(id) || humansOnly.has(id) || operation.path.startsWith("/api/v1/range/");
      if (needsNoStore && "authorization" in headers) continue;
      const response = await web.call(operation.method, samplePath(operation, sampleId(operation, { id: "apr_x", incidentId: "inc_x" }) ?? "x"), { headers: { ...headers, "idempotency-key": "k" }, body: sampleBody(operation) });
      const body = problem.parse(await response.json());
      expect([response.status, body.code, response.headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
      expect(body.detail).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|select/i);
    }
  });

  test("a sign-in link is neither taken nor lost", async () => {
    const response = await web.call("POST", "/api/v1/sign-in-links/claim", { headers: { origin: web.origin }, body: sampleBody(claimSignInLink) });
    expect(response.status).toBe(503);
  });

  test("health still says ok and readiness says which store is missing", async () => {
    expect((await web.call("GET", "/api/v1/healthz")).status).toBe(200);
    const ready = await web.call("GET", "/api/v1/readyz");
    expect([ready.status, await ready.json()]).toMatchObject([503, { ready: false, dependencies: { postgres: { ok: false, reason: expect.stringContaining("DATABASE_URL") as string }, redis: { ok: true } } }]);
  });
});
