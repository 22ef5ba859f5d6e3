import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineOperation } from "@/lib/contracts/operation";
import { route } from "./route";
import { installWebRuntime, type WebRuntime } from "./runtime";

const token = "test-api-token-0123456789";
const echo = defineOperation({
  id: "echo",
  method: "POST",
  path: "/api/v1/echo/{id}",
  summary: "Says it again",
  role: "operator",
  params: z.object({ id: z.string() }),
  body: z.strictObject({ text: z.string() }),
  status: 200,
  response: z.object({ text: z.string() }),
  media: "application/json",
  problems: [],
});

function say(id: string, body: string): Promise<Response> {
  const runtime = { config: { apiToken: token }, log: { debug: () => undefined, error: () => undefined }, ctx: () => ({}), limiter: { take: () => Promise.resolve() } };
  installWebRuntime(runtime as unknown as WebRuntime);
  const request = new Request("http://localhost/", { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body });
  return route(echo, (input) => Promise.resolve(input.body))(request, { params: Promise.resolve({ id }) });
}

describe("route", () => {
  test.each([
    ["a NUL in the body", "a", '{"text":"a\\u0000b"}', "invalid_body"],
    ["half a character in the body", "a", '{"text":"\\ud83d"}', "invalid_body"],
    ["a NUL in the path", "a\u0000", '{"text":"a"}', "bad_request"],
  ])("refuses %s with 400, since PostgreSQL stores none", async (_what, id, body, code) => {
    const response = await say(id, body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, code]);
  });

  test("takes every other text as it is", async () => {
    const text = "\\ 退回 👩‍🚒 \\u0000";
    const response = await say("a", JSON.stringify({ text }));
    expect([response.status, await response.json()]).toEqual([200, { text }]);
  });
});
