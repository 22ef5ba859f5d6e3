import { describe, expect, test } from "vitest";
import { problem, problemCode } from "@/lib/contracts/problem";
import { Rejected, Unavailable } from "../errors";
import { createLogger } from "../log";
import { problemFor, statusOf } from "./problem";

const log = createLogger("test", "silent");
const answer = (error: unknown) => problemFor(error, "req_1", log);
const coded = (code: string, message = "x") => Object.assign(new Error(message), { code });

describe("problemFor", () => {
  test("answers every code with its status, as problem details of the contract", () => {
    for (const code of problemCode.options) {
      const { status, headers, body } = answer(new Rejected(code, "No."));
      expect(status).toBe(statusOf(code));
      expect(headers["content-type"]).toBe("application/problem+json");
      expect(problem.parse(body)).toEqual({ type: `urn:awoooi:problem:${code}`, title: code.replaceAll("_", " "), status, detail: "No.", code, requestId: "req_1", issues: [] });
    }
  });

  test("says when to try again with every 503 and 429", () => {
    expect(answer(new Rejected("too_many_requests", "Slower.", { retryAfterSeconds: 42 })).headers["retry-after"]).toBe("42");
    expect(answer(new Unavailable("Later.")).headers["retry-after"]).toBe("5");
    expect(answer(new Unavailable("Later.", { retryAfterSeconds: 30 })).headers["retry-after"]).toBe("30");
    expect(answer(new Rejected("conflict", "No.")).headers["retry-after"]).toBeUndefined();
  });

  test("asks a stranger for a bearer token", () => {
    expect(answer(new Rejected("unauthenticated", "Who?")).headers["www-authenticate"]).toMatch(/^Bearer /);
  });

  test("carries issues and the state that won", () => {
    const issues = [{ path: "argumentPins.name", message: "differs" }];
    expect(answer(new Rejected("pins_widen", "No.", { issues, current: { status: "approved" } })).body).toMatchObject({ issues, current: { status: "approved" } });
  });

  test.each([
    ["a refused connection", coded("ECONNREFUSED")],
    ["a server that shuts down", coded("57P01")],
    ["too many connections", coded("53300")],
    ["a read-only standby", coded("25006")],
    ["a pool without a free connection", new Error("timeout exceeded when trying to connect")],
    ["a cause three levels down", new Error("a", { cause: new Error("b", { cause: coded("ETIMEDOUT") }) })],
  ])("calls %s an outage", (_what, error) => {
    expect(answer(error)).toMatchObject({ status: 503, body: { code: "unavailable" } });
  });

  test.each([
    ["a fault of ours", new TypeError("secret of db.internal:5432 is undefined")],
    ["a broken constraint", coded("23505", "duplicate key secret")],
    ["a thrown text", "secret"],
    ["nothing at all", undefined],
  ])("calls %s internal, and tells the caller nothing of it", (_what, error) => {
    const { status, body } = answer(error);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/secret|db\.internal/);
    expect(body.requestId).toBe("req_1");
  });

  test("keeps what is internal out of a refusal too", () => {
    const { body } = answer(new Unavailable("Send it again.", { internal: "secret", cause: new Error("secret") }));
    expect(JSON.stringify(body)).not.toContain("secret");
  });
});
