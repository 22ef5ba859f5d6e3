import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bytesOf, readBy, refusalBy } from "@/tests/support/bodies";
import type { ParsedSignal } from "../port";
import { sentry } from "./adapter";

const fixtures = join(import.meta.dirname, "__fixtures__");
const fixture = (name: string) => readFileSync(join(fixtures, name));
const received = new Date(0);

const expected: Record<string, { kind: string; signal: Partial<ParsedSignal> | null }> = {
  "example-comment-created.json": { kind: "comment", signal: null },
  "example-comment-deleted.json": { kind: "comment", signal: null },
  "example-comment-updated.json": { kind: "comment", signal: null },
  "example-event_alert-triggered-with_alert_rule_action.json": { kind: "event_alert", signal: { fingerprint: "issue:123", state: "firing", severity: "warning", name: "Error #1: This is a test error!", startsAt: received, endsAt: null } },
  "example-installation-created.json": { kind: "installation", signal: null },
  "example-installation-deleted.json": { kind: "installation", signal: null },
  "example-issue-assigned.json": { kind: "issue", signal: null },
  "example-issue-ignored.json": { kind: "issue", signal: { fingerprint: "issue:123", state: "resolved", endsAt: received } },
  "example-issue-resolved.json": { kind: "issue", signal: { fingerprint: "issue:123", state: "resolved", startsAt: new Date("2022-04-04T18:17:18.320Z"), endsAt: received } },
  "example-metric_alert-critical.json": { kind: "metric_alert", signal: { fingerprint: "metric_alert:456", state: "firing", severity: "critical", name: "metric alert" } },
  "example-metric_alert-warning.json": { kind: "metric_alert", signal: { fingerprint: "metric_alert:456", state: "firing", severity: "warning" } },
  "own-event-alert-with-tags.json": { kind: "event_alert", signal: { fingerprint: "issue:4711", state: "firing", severity: "critical", name: "PaymentTimeout: no answer\uFFFD after 3 s", summary: "charge(payment/client)" } },
};

const only = (signals: readonly ParsedSignal[]): ParsedSignal => {
  const [signal] = signals;
  if (signal === undefined || signals.length !== 1) throw new Error(`${signals.length} signals`);
  return signal;
};
const issue = { id: "123", title: "Boom", level: "error", project: { slug: "shop" }, firstSeen: "2026-11-22T08:00:00Z", lastSeen: "2026-11-22T09:00:00Z" };
const ofIssue = (action: string, more: object = {}) => readBy(sentry, { action, data: { issue: { ...issue, ...more } } }, "issue").signals;

describe("sentry.parse on example bodies", () => {
  test("every body has an expectation", () => {
    expect(readdirSync(fixtures).filter((name) => name.endsWith(".json")).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))("%s", (name, { kind, signal }) => {
    const { signals, findings } = readBy(sentry, fixture(name), kind);
    expect(findings).toEqual([]);
    if (signal === null) expect(signals).toEqual([]);
    else expect(only(signals)).toMatchObject(signal);
  });
});

describe("sentry.parse", () => {
  test("names the service, the release and the place, and no person", () => {
    const { labels, url } = only(readBy(sentry, fixture("own-event-alert-with-tags.json"), "event_alert").signals);
    expect(labels).toEqual({ server_name: "checkout-6d5f9c7b8d-x2x9k", level: "fatal", service: "checkout", project: "checkout-api", environment: "production", release: "checkout@2.4.1", platform: "node", rule: "Checkout errors", issue: "4711" });
    expect(url).toBe("https://sentry.example/organizations/shop/issues/4711/events/1f0f6f1f9a7d4f3d8f1b5f2a7c9e0d42/");
  });

  test("lets an issue end what an issue alert opened, whichever type its id has", () => {
    const alerted = only(readBy(sentry, { action: "triggered", data: { event: { issue_id: 123 } } }, "event_alert").signals);
    expect(alerted.fingerprint).toBe(only(ofIssue("resolved")).fingerprint);
  });

  test.each([
    ["created", { state: "firing", startsAt: new Date(issue.firstSeen), endsAt: null }],
    ["unresolved", { state: "firing", startsAt: received, endsAt: null }],
    ["resolved", { state: "resolved", endsAt: received }],
    ["archived", { state: "resolved", endsAt: received }],
    ["ignored", { state: "resolved", endsAt: received }],
  ])("an issue that is %s", (action, signal) => {
    expect(only(ofIssue(action))).toMatchObject(signal);
  });

  test.each(["assigned", "merged", ""])("an issue that is '%s' changes nothing", (action) => {
    expect(ofIssue(action)).toEqual([]);
  });

  test("keeps a metric alert one alert over its episodes, and ends it when it closed", () => {
    const alert = { id: "789", alert_rule: { id: "456", name: "p95", environment: "production" }, projects: ["shop"], date_started: "2026-11-22T08:00:00Z", date_closed: "2026-11-22T08:10:00Z" };
    const ended = only(readBy(sentry, { action: "resolved", data: { metric_alert: alert, web_url: "https://sentry.example/a" } }, "metric_alert").signals);
    expect(ended).toMatchObject({ fingerprint: "metric_alert:456", state: "resolved", startsAt: new Date(alert.date_started), endsAt: new Date(alert.date_closed), url: "https://sentry.example/a", labels: { service: "shop", environment: "production" } });
    const next = only(readBy(sentry, { action: "critical", data: { metric_alert: { ...alert, id: "790", date_closed: null } } }, "metric_alert").signals);
    expect(next).toMatchObject({ fingerprint: ended.fingerprint, state: "firing", endsAt: null });
  });

  test("has nothing to say of other resources, old or new", () => {
    for (const kind of ["error", "seer", "preprod_artifact", "sentry_app_of_tomorrow"]) expect(readBy(sentry, { action: "created", data: { error: { issue_id: "1" } } }, kind)).toMatchObject({ signals: [], findings: [] });
  });

  test("refuses a known resource without its id, and a body without its header", () => {
    expect(refusalBy(sentry, { action: "created", data: { issue: {} } }, "issue").details.issues?.map(({ path }) => path)).toEqual(["issue.id"]);
    expect(refusalBy(sentry, { action: "triggered", data: { event: null } }, "event_alert").code).toBe("unprocessable");
    expect(refusalBy(sentry, { data: {} }, "issue").code).toBe("unprocessable");
    expect(refusalBy(sentry, { action: "created", data: { issue } }, null).message).toContain("Sentry-Hook-Resource");
    expect(refusalBy(sentry, "[", "issue").code).toBe("bad_request");
  });
});

describe("sentry.authenticate", () => {
  const body = bytesOf({ action: "created", data: {} });
  const secrets = ["the-old-client-secret", "the-new-client-secret"];
  const sign = (secret: string) => createHmac("sha256", secret).update(body).digest("hex");

  test("knows each secret, by either header", () => {
    secrets.forEach((secret, index) => {
      expect(sentry.authenticate({ "sentry-hook-signature": sign(secret) }, body, secrets)).toBe(index);
      expect(sentry.authenticate({ "sentry-app-signature": sign(secret) }, body, secrets)).toBe(index);
    });
  });

  test("refuses what is not signed, or by another, or over other bytes", () => {
    expect(sentry.authenticate({}, body, secrets)).toBe(-1);
    expect(sentry.authenticate({ "sentry-hook-signature": sign("another") }, body, secrets)).toBe(-1);
    expect(sentry.authenticate({ "sentry-hook-signature": sign("the-new-client-secret") }, Buffer.concat([body, Buffer.from(" ")]), secrets)).toBe(-1);
    expect(sentry.authenticate({ "sentry-hook-signature": `sha256=${sign("the-new-client-secret")}` }, body, secrets)).toBe(-1);
  });

  test("takes the request's id and its resource from the headers", () => {
    expect(sentry.deliveryId({ "request-id": "6c1b7a6a9f" })).toBe("6c1b7a6a9f");
    expect(sentry.deliveryId({ "request-id": " " })).toBeNull();
    expect(sentry.kind({ "sentry-hook-resource": "Event_Alert" })).toBe("event_alert");
    expect(sentry.kind({ "sentry-hook-resource": "a b" })).toBeNull();
  });
});
