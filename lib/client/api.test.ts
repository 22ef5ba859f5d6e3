import { afterEach, describe, expect, test, vi } from "vitest";
import { call } from "./api";
import { api } from "./operations";
import { ApiProblem, ApiUnreachable, failureCode } from "./problem";

function answer(status: number, body: unknown) {
  const seen = vi.fn<typeof fetch>().mockResolvedValue(new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", seen);
  return seen;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("call", () => {
  test("fills the path, sends the query that is set, and returns the answer", async () => {
    const seen = answer(200, { items: [], nextCursor: null });
    await expect(call(api.listIncidents, { query: { settled: "true", cursor: undefined, limit: 50 } })).resolves.toEqual({ items: [], nextCursor: null });
    expect(seen.mock.calls[0]?.[0]).toBe("/api/v1/incidents?settled=true&limit=50");
  });

  test("an id cannot leave its place in the path", async () => {
    const seen = answer(200, {});
    await call(api.getIncident, { params: { id: "../me?x=1" } });
    expect(seen.mock.calls[0]?.[0]).toBe("/api/v1/incidents/..%2Fme%3Fx%3D1");
  });

  test("sends a body as JSON with its headers", async () => {
    const seen = answer(200, {});
    await call(api.decideApproval, { params: { id: "apr_1" }, headers: { "idempotency-key": "k" }, body: { decision: "approve", argsHash: "a".repeat(64) } });
    const init = seen.mock.calls[0]?.[1];
    expect(init?.method).toBe("POST");
    expect(init?.headers).toMatchObject({ "content-type": "application/json", "idempotency-key": "k" });
    expect(JSON.parse(String(init?.body))).toEqual({ decision: "approve", argsHash: "a".repeat(64) });
  });

  test("a problem is thrown with its code", async () => {
    answer(412, { type: "urn:awoooi:problem:target_drifted", title: "t", status: 412, code: "target_drifted", requestId: "req_1", issues: [] });
    const failure: unknown = await call(api.undoApproval, { params: { id: "apr_1" } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failureCode(failure)).toBe("target_drifted");
  });

  test("an answer that is not the API's own counts as unreachable", async () => {
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("<html>", { status: 502 })));
    await expect(call(api.pauseAutomation, {})).rejects.toBeInstanceOf(ApiUnreachable);
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("network")));
    expect(failureCode(await call(api.pauseAutomation, {}).catch((error: unknown) => error))).toBe("unreachable");
  });
});
