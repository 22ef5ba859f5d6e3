import { describe, expect, test } from "vitest";
import type { ParsedFinding, ParsedSignal } from "../../sources/port";
import { redactItem } from "./redact-item";

const secret = "hunter2secret";
const signal: ParsedSignal = { fingerprint: "f1", state: "firing", severity: "warning", name: "DatabaseDown", summary: "up is 0", labels: { namespace: "shop", pod: "checkout-7c9f6d5b8-x2k4q" }, startsAt: new Date(0), endsAt: null, url: "http://prometheus:9090/graph?g0.expr=up", change: null };
const finding: ParsedFinding = { fingerprint: "f2", scanner: "nuclei", ruleId: "exposed", severity: "high", title: "t", description: "d", location: "l", labels: {}, url: null, state: "open" };

describe("redactItem", () => {
  test("leaves no secret in any text that is stored or shown", () => {
    const leaky = `postgres://shop:${secret}@db/shop`;
    const clean = redactItem({ ...signal, name: leaky, summary: leaky, labels: { dsn: leaky }, url: `https://x.example/?token=${secret}` });
    const weakness = redactItem({ ...finding, title: leaky, description: leaky, location: leaky, labels: { dsn: leaky }, url: leaky });
    expect(JSON.stringify([clean, weakness])).not.toContain(secret);
    expect(clean.labels).toEqual({ dsn: "postgres://shop:[redacted]@db/shop" });
  });

  test("leaves no label that is named like a secret, whatever it looks like", () => {
    expect(redactItem({ ...signal, labels: { db_password: "plain", token_count: "5" } }).labels).toEqual({ db_password: "[redacted]", token_count: "5" });
  });

  test("changes nothing else, and keeps the identity that was made from the text as sent", () => {
    expect([redactItem(signal), redactItem(finding)]).toEqual([signal, finding]);
    const fingerprint = `password=${secret}`;
    expect(redactItem({ ...signal, fingerprint }).fingerprint).toBe(fingerprint);
  });

  test("remembers a bounded number of texts and still hides what comes after them", () => {
    for (let n = 0; n < 45_000; n += 1) redactItem({ ...signal, summary: `s${n}` });
    expect(JSON.stringify(redactItem({ ...signal, summary: `token=${secret}` }))).not.toContain(secret);
  });
});
