import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sourceName } from "@/lib/contracts/signal";
import { isLocalOnly, recipesOf } from "./recipes";

const [url, secret] = ["https://ops.example.org/api/v1/webhooks/x", "s3cret-s3cret-s3cret"];
const of = (name: (typeof sourceName.options)[number]) => recipesOf({ name, url, secretName: "THE_SECRET" }, secret);

describe("recipesOf", () => {
  test("gives every tool its address and its secret; Sentry makes its own", () => {
    for (const name of sourceName.options) {
      const text = of(name).map((recipe) => recipe.text).join("\n");
      expect(text, name).toContain(url);
      expect(text.includes(secret), name).toBe(name !== "sentry");
    }
    expect(of("sentry").map((recipe) => recipe.text).join()).toContain("THE_SECRET=");
  });

  test("is configuration that the tools can read", () => {
    for (const { text } of of("alertmanager")) expect(parse(text)).toHaveProperty("route.receiver", "awoooi");
    expect(parse(of("alertmanager")[0]?.text ?? "")).toMatchObject({ receivers: [{ name: "awoooi", webhook_configs: [{ url, send_resolved: true, http_config: { authorization: { type: "Bearer", credentials: secret } } }] }] });
    expect(parse(of("kubernetes")[0]?.text ?? "")).toMatchObject({ receivers: [{ webhook: { endpoint: url, headers: { Authorization: `Bearer ${secret}` } } }] });
  });
});

describe("isLocalOnly", () => {
  test("knows this machine's own names", () => {
    expect(["http://localhost:3001/x", "http://127.0.0.1/x", "http://[::1]:1/x", url].map(isLocalOnly)).toEqual([true, true, true, false]);
  });
});
