import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { proxy } from "@/proxy";

const answer = (headers: Record<string, string> = {}) => proxy(new NextRequest("http://localhost/incidents", { headers }));
const policyOf = (response: Response) => new Map((response.headers.get("content-security-policy") ?? "").split("; ").map((directive) => [directive.split(" ")[0] ?? "", directive.split(" ").slice(1)] as const));
const nonceOf = (response: Response) => policyOf(response).get("script-src")?.find((source) => source.startsWith("'nonce-"));

describe("the policy of a page", () => {
  test("lets nothing frame it, be framed, be embedded, move its base, or post a form elsewhere", () => {
    const policy = policyOf(answer());
    for (const directive of ["frame-src", "frame-ancestors", "object-src", "base-uri"]) expect(policy.get(directive)).toEqual(["'none'"]);
    for (const directive of ["default-src", "form-action", "connect-src"]) expect(policy.get(directive)).toEqual(["'self'"]);
  });

  test("runs only scripts with the nonce of this one answer", () => {
    expect(policyOf(answer()).get("script-src")).toEqual(["'self'", expect.stringMatching(/^'nonce-[A-Za-z0-9+/=]{32,}'$/), "'strict-dynamic'"]);
    expect(new Set(Array.from({ length: 50 }, () => nonceOf(answer()))).size).toBe(50);
  });

  test("takes no style element without the nonce of this one answer", () => {
    const response = answer();
    expect(policyOf(response).get("style-src")).toEqual(["'self'", nonceOf(response)]);
  });

  test("pays no heed to a nonce or a policy that the client sends", () => {
    const response = answer({ "x-nonce": "chosen", "content-security-policy": "script-src 'nonce-chosen'" });
    expect(response.headers.get("content-security-policy")).not.toContain("chosen");
    expect(response.headers.get("x-middleware-request-content-security-policy")).toBe(response.headers.get("content-security-policy"));
    expect(response.headers.get("x-middleware-request-x-nonce")).toBeNull();
  });

  test("comes with nothing else: no rewrite, no redirect, no decision about who may pass", () => {
    const response = answer({ cookie: "awoooi.session_token=abc" });
    expect([response.status, response.headers.get("x-middleware-next"), response.headers.get("x-middleware-rewrite"), response.headers.get("location")]).toEqual([200, "1", null, null]);
  });
});
