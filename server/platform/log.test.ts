import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, test } from "vitest";
import { messageOf, Unavailable } from "./errors";
import { describeError } from "./log";

const secret = "session-token-of-somebody";
const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
const failed = new DrizzleQueryError("select 1 where token = $1", [secret, Buffer.from(`body ${secret}`)], refused);

describe("describeError", () => {
  test("keeps the parameters of a query out of the log, at every depth", () => {
    for (const error of [failed, new Unavailable("The delivery could not be stored.", { cause: failed })]) {
      const line = JSON.stringify(describeError(error));
      expect(line).not.toContain(secret);
      expect(line).toContain("ECONNREFUSED");
      expect(line).toContain("log.test.ts");
    }
  });

  test("says what was asked, why it failed, and where", () => {
    expect(describeError(failed)).toMatchObject({ message: refused.message, query: "select 1 where token = $1", cause: { code: "ECONNREFUSED" }, stack: expect.stringMatching(/^at /) as string });
  });

  test("ends on a circle and takes what is no error", () => {
    const circle = new Error("round");
    circle.cause = circle;
    expect(JSON.stringify(describeError(circle)).length).toBeLessThan(20_000);
    expect(describeError("text")).toBe("text");
  });
});

describe("messageOf", () => {
  test("is the cause of a failed query, never its parameters", () => {
    expect(messageOf(failed)).toBe(refused.message);
    expect(messageOf(new DrizzleQueryError("select", [secret]))).not.toContain(secret);
  });
});
