import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "@/lib/contracts/api";
import type { Operation } from "@/lib/contracts/operation";
import { problem, type ProblemCode } from "@/lib/contracts/problem";
import type { Role } from "@/lib/contracts/common";
import { statusOf } from "@/server/platform/http/problem";
import { tunables } from "@/server/platform/tunables";
import { askForApproval, type AskedApproval } from "../support/approval";
import { humansOnly, refusedQuery, sampleBody, sampleId, samplePath } from "../support/samples";
import { bearer, openWeb, type Call, type TestWeb } from "../support/web";

let web: TestWeb;
let asked: AskedApproval;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  web = await openWeb();
  asked = await askForApproval(web.house.container);
  for (const role of ["viewer", "operator", "commander"] as const) cookies.set(role, await web.signIn(role));
});

afterAll(() => web.house.close());

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, commander: 2 };
const named = (wanted: (operation: Operation) => boolean) => operations.filter(wanted).map((operation) => [operation.id, operation] as const);
const guarded = named((operation) => operation.role !== null);
/** A webhook has no browser behind it; `tests/api/door-parity.test.ts` knocks at those doors. */
const writes = named((operation) => operation.method !== "GET" && !operation.path.startsWith("/api/v1/webhooks/"));
const withBody = writes.filter(([, operation]) => operation.body !== undefined);

const bodyOf = (operation: Operation) => sampleBody(operation, asked);

function pathOf(operation: Operation, id?: string): string {
  return samplePath(operation, id ?? sampleId(operation, asked) ?? "unknown");
}

async function call(operation: Operation, headers: Record<string, string>, rest: { id?: string; body?: unknown } = {}): Promise<Response> {
  const stop = new AbortController();
  const given: Call = { headers: { "idempotency-key": "k", ...headers }, body: "body" in rest ? rest.body : bodyOf(operation), signal: stop.signal };
  const response = await web.call(operation.method, pathOf(operation, rest.id), given);
  if (operation.media === "text/event-stream" && response.ok) stop.abort();
  return response;
}

/** Cookies of a role as our own page sends them. */
const as = (role: Role) => ({ cookie: cookies.get(role) ?? "", origin: web.origin });

async function expectProblem(response: Response, code: ProblemCode): Promise<void> {
  expect(response.status).toBe(statusOf(code));
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = problem.parse(await response.json());
  expect(body).toMatchObject({ code, status: statusOf(code), type: `urn:awoooi:problem:${code}`, requestId: response.headers.get("x-request-id") });
}

/** What pages that are not ours can make a browser send, and what they cannot but somebody may try. */
function forged(own: string): Record<string, string>[] {
  const { host, hostname, port } = new URL(own);
  const origins = ["https://evil.example", "null", "", `http://sub.${host}`, `http://${hostname}:${Number(port) + 1}`, `https://${host}`, `${own}.evil.example`, `http://evil-${host}`, `${own}@evil.example`, `${own}/`, `${own} https://evil.example`, own.toUpperCase()];
  const combinations: Record<string, string>[] = [{}, { origin: `${own}.evil.example`, "sec-fetch-site": "same-origin" }];
  for (const origin of origins) combinations.push({ origin });
  for (const site of ["cross-site", "same-site", "none"]) combinations.push({ "sec-fetch-site": site }, { origin: own, "sec-fetch-site": site });
  return combinations;
}

describe("an operation with a role", () => {
  test.each(guarded)("%s refuses a caller without credentials", async (_id, operation) => {
    const response = await call(operation, { origin: web.origin });
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    await expectProblem(response, "unauthenticated");
  });

  test.each(guarded)("%s refuses a wrong token, whatever cookie comes with it", async (_id, operation) => {
    await expectProblem(await call(operation, { authorization: "Bearer test-api-token-012345678X" }), "unauthenticated");
    await expectProblem(await call(operation, { ...as("commander"), authorization: "Bearer wrong" }), "unauthenticated");
  });

  test.each(guarded)("%s refuses a made-up session", async (_id, operation) => {
    await expectProblem(await call(operation, { origin: web.origin, cookie: "awoooi.session_token=abc.def" }), "unauthenticated");
  });

  test.each(guarded)("%s lets in its role and those above, and nobody below", async (_id, operation) => {
    const least = operation.role ?? "viewer";
    for (const role of ["viewer", "operator", "commander"] as const) {
      const response = await call(operation, as(role), { id: "apr_unknown" });
      if (rank[role] < rank[least]) await expectProblem(response, "forbidden");
      else expect([401, 403]).not.toContain(response.status);
    }
  });

  test.each(guarded.filter(([id]) => !humansOnly.has(id)))("%s lets the API token in, without any cookie or origin", async (_id, operation) => {
    const response = await call(operation, bearer, { id: "apr_unknown" });
    expect([401, 403]).not.toContain(response.status);
  });
});

describe("an operation that reads", () => {
  test.each(guarded.filter(([, operation]) => operation.method === "GET" && operation.media === "application/json"))("%s answers with its own schema, uncached", async (_id, operation) => {
    for (const headers of [as(operation.role ?? "viewer"), bearer]) {
      const response = await call(operation, headers);
      expect(response.headers.get("cache-control")).toBe("no-store");
      if (operation.path.includes("{id}") && sampleId(operation, asked) === null) await expectProblem(response, "not_found");
      else expect(response.status).toBe(operation.status);
    }
  });

  test.each(guarded.filter(([, operation]) => operation.query !== undefined))("%s refuses a query that is not as described, naming the field", async (_id, operation) => {
    const refused = refusedQuery(operation);
    if (refused === null) return;
    const response = await web.call("GET", `${pathOf(operation)}?${refused.field}=${refused.value}`, { headers: bearer });
    expect(problem.parse(await response.json())).toMatchObject({ status: 400, code: "bad_request", issues: [{ path: refused.field }] });
  });

  test("says who is signed in", async () => {
    expect(await (await web.call("GET", "/api/v1/me", { headers: as("operator") })).json()).toMatchObject({ role: "operator", email: "operator@example.com", actor: { kind: "human" } });
    expect(await (await web.call("GET", "/api/v1/me", { headers: bearer })).json()).toMatchObject({ role: "commander", email: null, actor: { kind: "token" } });
  });
});

describe("an operation on a noun that does not exist", () => {
  test.each(named((operation) => operation.path.includes("{id}")))("%s answers 404", async (_id, operation) => {
    for (const id of ["apr_unknown", "inc_0190f5d0-0000-7000-8000-000000000000"]) await expectProblem(await call(operation, as("commander"), { id }), "not_found");
    for (const id of ["%27%3B--", "x".repeat(300)]) expect([400, 404]).toContain((await call(operation, as("commander"), { id })).status);
  });
});

describe("an operation that writes", () => {
  test.each(writes)("%s refuses a foreign page in a signed-in browser", async (_id, operation) => {
    const cookie = cookies.get("commander") ?? "";
    for (const headers of forged(web.origin)) await expectProblem(await call(operation, { cookie, ...headers }), "forbidden");
  });

  test.each(withBody)("%s takes nothing but JSON", async (_id, operation) => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) await expectProblem(await call(operation, { ...bearer, "content-type": type }, { body: JSON.stringify(bodyOf(operation)) }), "unsupported_media_type");
  });

  test.each(withBody)("%s refuses a body over the limit", async (_id, operation) => {
    const body = JSON.stringify({ reason: "x".repeat(tunables.maxJsonBodyBytes) });
    await expectProblem(await call(operation, { ...bearer, "content-type": "application/json" }, { body }), "body_too_large");
  });

  test.each(withBody)("%s refuses what is not JSON, not its schema, or nothing at all", async (_id, operation) => {
    for (const body of ["{", "", "[]", "null", JSON.stringify({ ...(bodyOf(operation) as object), extra: 1 })]) await expectProblem(await call(operation, { ...bearer, "content-type": "application/json" }, { body }), "invalid_body");
  });

  test("a decision without an Idempotency-Key is refused, naming the header", async () => {
    const response = await web.call("POST", `/api/v1/approvals/${asked.id}/decision`, { headers: bearer, body: { decision: "deny", argsHash: asked.argsHash } });
    expect(problem.parse(await response.json())).toMatchObject({ status: 400, issues: [{ path: "idempotency-key" }] });
  });

  test("a request without Origin is taken when the browser itself says that it is same-origin", async () => {
    const response = await web.call("POST", "/api/v1/automation/pause", { headers: { cookie: cookies.get("operator") ?? "", "sec-fetch-site": "same-origin" } });
    expect([response.status, await response.json()]).toMatchObject([200, { paused: true }]);
    expect(await (await web.call("POST", "/api/v1/automation/resume", { headers: as("commander") })).json()).toMatchObject({ paused: false });
  });
});

describe("the decision", () => {
  test("of a high risk is not an operator's", async () => {
    const risky = await askForApproval(web.house.container, "high");
    const decide = (role: Role, argsHash = risky.argsHash) => web.call("POST", `/api/v1/approvals/${risky.id}/decision`, { headers: { ...as(role), "idempotency-key": `key-${role}` }, body: { decision: "deny", argsHash } });
    await expectProblem(await decide("operator"), "forbidden");
    await expectProblem(await decide("commander", "0".repeat(64)), "target_drifted");
    expect((await decide("commander")).status).toBe(200);
  });

  test("and its undo answer with the approval, and a second answer learns who was first", async () => {
    const decide = (role: Role, decision: string) => web.call("POST", `/api/v1/approvals/${asked.id}/decision`, { headers: { ...as(role), "idempotency-key": `${role}-${decision}` }, body: { decision, argsHash: asked.argsHash } });
    const schema = operations.find((operation) => operation.id === "decideApproval")?.response;
    const approved = await decide("operator", "approve");
    expect(schema?.parse(await approved.json())).toMatchObject({ status: "approved", decidedBy: { name: "operator" }, channel: "web" });
    expect((await decide("operator", "approve")).status).toBe(200);
    const second = problem.parse(await (await decide("commander", "deny")).json());
    expect(second).toMatchObject({ status: 409, code: "already_settled", current: { id: asked.id, status: "approved" } });
    expect(second.detail).toContain("operator");
    const undone = await web.call("POST", `/api/v1/approvals/${asked.id}/undo`, { headers: as("operator") });
    expect(schema?.parse(await undone.json())).toMatchObject({ status: "pending", decidedBy: null });
    await expectProblem(await web.call("POST", `/api/v1/approvals/${asked.id}/undo`, { headers: as("operator") }), "already_settled");
  });
});

describe("the doors that anybody may knock at", () => {
  test("health says ok; readiness says what is missing and what to do", async () => {
    const health = await web.call("GET", "/api/v1/healthz");
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    const ready = await web.call("GET", "/api/v1/readyz");
    expect(ready.status).toBe(503);
    expect(operations.find((operation) => operation.id === "getReadiness")?.response.parse(await ready.json())).toMatchObject({ ready: false, dependencies: { postgres: { ok: true }, redis: { ok: true }, worker: { ok: false, reason: expect.stringContaining("start one") as string } } });
  });
});
