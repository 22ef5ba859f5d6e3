import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryReceipt } from "@/lib/contracts/delivery";
import { finding } from "@/lib/contracts/finding";
import { sourceName, type SourceName } from "@/lib/contracts/signal";
import { endSilentAlerts } from "@/server/alert/silence";
import { alerts } from "@/server/alert/table";
import { events } from "@/server/event/table";
import { inboxEntries } from "@/server/inbox/table";
import { incidents } from "@/server/incident/table";
import { signals } from "@/server/signal/table";
import { ingestInboxEntries, ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { bytesOf } from "../support/bodies";
import { headersOf, senders } from "../support/senders";
import { bareDoor, openIngress } from "../support/two-doors";
import { bearer, openWeb, type TestWeb } from "../support/web";

const rangeToken = "the-token-of-the-range-0123";
let web: TestWeb;
let ingress: Server;

beforeAll(async () => {
  web = await openWeb({ env: { ...Object.fromEntries(Object.values(senders).map(({ variable, secrets }) => [variable, secrets.join(",")])), AWOOOI_RANGE_URL: "http://127.0.0.1:1", AWOOOI_RANGE_TOKEN: rangeToken } });
  ingress = await openIngress(web.house.container);
});
afterAll(async () => {
  await new Promise((resolve) => ingress.close(resolve));
  await web.house.close();
});

const db = () => web.house.container.db;

/** Sends a body through the bare door and works it; returns its inbox entry. */
async function deliver(source: SourceName, body: unknown, headers: Record<string, string> = {}, secret?: string): Promise<string> {
  const bytes = bytesOf(body);
  const answer = await bareDoor(ingress)({ source, body: bytes, headers: headersOf(senders[source], bytes, headers, secret) });
  expect([answer.status, source]).toEqual([202, source]);
  const { inboxId } = deliveryReceipt.parse(answer.body);
  const ctx = web.house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
  expect(await ingestInboxEntry(web.house.container, ctx, inboxId)).toBe("processed");
  return inboxId;
}

async function alertOf(source: SourceName, fingerprint: string) {
  const [alert] = await db().select().from(alerts).where(and(eq(alerts.source, source), eq(alerts.fingerprint, fingerprint)));
  if (alert === undefined) throw new Error(`no alert ${fingerprint}`);
  return alert;
}

async function incidentOf(source: SourceName, fingerprint: string) {
  const { incidentId } = await alertOf(source, fingerprint);
  const [incident] = await db().select().from(incidents).where(eq(incidents.id, incidentId ?? ""));
  if (incident === undefined) throw new Error(`no incident of ${fingerprint}`);
  return incident;
}

const kubernetesEvent = (more: object) => ({ metadata: { uid: "u" }, involvedObject: { kind: "Deployment", namespace: "shop", name: "checkout" }, type: "Normal", count: 1, firstTimestamp: "2026-11-22T09:47:26Z", lastTimestamp: "2026-11-22T09:47:26Z", ...more });

describe("what comes through the doors", () => {
  test.each(sourceName.options)("a delivery of %s is worked, with what it says in store", async (source) => {
    const { body, headers } = senders[source].deliver(1);
    const inboxId = await deliver(source, body.toString("utf8"), headers);
    const stored = await db().$count(signals, eq(signals.inboxId, inboxId));
    expect(stored).toBeGreaterThan(0);
    expect(await db().select({ status: inboxEntries.status, origin: inboxEntries.origin }).from(inboxEntries).where(eq(inboxEntries.id, inboxId))).toEqual([{ status: "processed", origin: "live" }]);
  });

  test("an issue of Sentry ends what an alert rule opened, and firing again reopens it", async () => {
    const alerted = (requestId: string) => deliver("sentry", { action: "triggered", data: { event: { issue_id: "77", title: "Boom", tags: [["service", "payment"]] } } }, { "sentry-hook-resource": "event_alert", "request-id": requestId });
    await alerted("a1");
    const opened = await incidentOf("sentry", "issue:77");
    expect(opened).toMatchObject({ settledAt: null, title: "Boom" });
    await deliver("sentry", { action: "resolved", data: { issue: { id: "77", title: "Boom", firstSeen: "2026-11-22T08:00:00Z" } } }, { "sentry-hook-resource": "issue", "request-id": "a2" });
    expect(await alertOf("sentry", "issue:77")).toMatchObject({ status: "resolved" });
    expect((await incidentOf("sentry", "issue:77")).settledAt).not.toBeNull();
    await alerted("a3");
    expect(await alertOf("sentry", "issue:77")).toMatchObject({ status: "firing", endsAt: null });
    expect(await incidentOf("sentry", "issue:77")).toMatchObject({ id: opened.id, settledAt: null, reopenedCount: 1 });
  });

  test("a metric alert of Sentry that turns from warning to critical raises its incident, once, and opens no second one", async () => {
    const speak = (action: string, requestId: string) =>
      deliver("sentry", { action, data: { metric_alert: { id: "5", date_started: "2026-11-22T08:00:00Z", projects: ["refunds"], alert_rule: { id: "9", name: "Too many errors" } } } }, { "sentry-hook-resource": "metric_alert", "request-id": requestId });
    await speak("warning", "m1");
    const opened = await incidentOf("sentry", "metric_alert:9");
    expect(opened).toMatchObject({ severity: "warning", settledAt: null });
    const raised = await speak("critical", "m2");
    await speak("critical", "m3");
    expect(await alertOf("sentry", "metric_alert:9")).toMatchObject({ status: "firing", severity: "critical", flapCount: 1, receivedCount: 3, startsAt: new Date("2026-11-22T08:00:00Z") });
    expect(await incidentOf("sentry", "metric_alert:9")).toMatchObject({ id: opened.id, severity: "critical", firingCount: 1 });
    expect(await db().$count(signals, and(eq(signals.inboxId, raised), eq(signals.severity, "critical")))).toBe(1);
    const told = await db().select({ type: events.type }).from(events).where(eq(events.incidentId, opened.id));
    expect(told.map(({ type }) => type).sort()).toEqual(["alert.fired", "incident.opened", "incident.severity_raised"]);
  });

  test("a change is remembered as a signal and opens nothing", async () => {
    const before = [await db().$count(alerts), await db().$count(incidents)];
    const inboxId = await deliver("kubernetes", kubernetesEvent({ reason: "ScalingReplicaSet", message: "Scaled up replica set checkout-7d9f from 0 to 3" }));
    expect(await db().select({ state: signals.state, change: signals.change, alertId: signals.alertId }).from(signals).where(eq(signals.inboxId, inboxId))).toEqual([{ state: "info", change: "deploy", alertId: null }]);
    expect([await db().$count(alerts), await db().$count(incidents)]).toEqual(before);
  });

  test("a condition of Kubernetes is over an hour after it was last reported, while its sender lives", async () => {
    await deliver("kubernetes", kubernetesEvent({ reason: "FailedCreate", type: "Warning", metadata: { uid: "quiet" } }));
    const fingerprint = "Deployment::shop:checkout::FailedCreate";
    const { id } = await alertOf("kubernetes", fingerprint);
    const ctx = web.house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
    for (const [minutes, status] of [[59, "firing"], [61, "resolved"]] as const) {
      await db().update(alerts).set({ lastSeenAt: new Date(Date.now() - minutes * 60_000) }).where(eq(alerts.id, id));
      await db().transaction((tx) => endSilentAlerts(ctx, tx, "live", 100));
      expect((await alertOf("kubernetes", fingerprint)).status).toBe(status);
    }
  });

  test("a critical weakness becomes an incident and a finding, a lesser one a finding alone", async () => {
    const report = ["critical", "medium"].map((severity) => JSON.stringify({ "template-id": `t-${severity}`, info: { name: `Weak ${severity}`, severity }, host: "https://shop.example", "matched-at": `https://shop.example/${severity}` })).join("\n");
    await deliver("kali", report);
    await deliver("kali", `${report}\n`);
    const response = await web.call("GET", "/api/v1/findings?state=open&limit=200", { headers: bearer });
    const page = (await response.json()) as { items: unknown[] };
    const weak = page.items.map((item) => finding.parse(item)).filter(({ title }) => title.startsWith("Weak"));
    expect(weak.map(({ severity, scanCount, entity }) => ({ severity, scanCount, entity })).toSorted((a, b) => a.severity.localeCompare(b.severity))).toEqual(
      ["critical", "medium"].map((severity) => ({ severity, scanCount: 2, entity: { cluster: "default", kind: "host", namespace: "", name: "shop.example" } })),
    );
    const named = await db().select().from(alerts).where(eq(alerts.name, "Weak critical"));
    expect(named).toMatchObject([{ source: "kali", status: "firing", severity: "critical" }]);
    expect(named[0]?.incidentId).not.toBeNull();
    expect(await db().$count(alerts, eq(alerts.name, "Weak medium"))).toBe(0);
  });

  test("a weakness that falls below critical ends its alert and settles its incident, also when both reports are worked at once", async () => {
    const report = (id: string, ...severities: string[]) => severities.map((severity) => JSON.stringify({ "template-id": `falls-${id}`, info: { name: `Falls ${id}`, severity }, host: `https://${id}.example`, "matched-at": `https://${id}.example/x` })).join("\n");
    const alertNamed = async (name: string) => (await db().select().from(alerts).where(eq(alerts.name, name)))[0];
    await deliver("kali", report("a", "critical"));
    await deliver("kali", report("a", "critical", "low"));
    expect(await alertNamed("Falls a")).toMatchObject({ status: "firing" });
    const low = await deliver("kali", report("a", "low"));
    const alert = await alertNamed("Falls a");
    expect(alert).toMatchObject({ status: "resolved" });
    expect((await db().select().from(incidents).where(eq(incidents.id, alert?.incidentId ?? "")))[0]?.settledAt).not.toBeNull();
    expect(await db().$count(signals, eq(signals.inboxId, low))).toBe(1);
    await deliver("kali", report("a", "medium"));
    expect(await db().$count(signals, eq(signals.alertId, alert?.id ?? "")), "once ended, it is not ended again").toBe(2);

    const accepted: string[] = [];
    for (const severity of ["critical", "high"]) {
      const bytes = bytesOf(report("b", severity));
      accepted.push(deliveryReceipt.parse((await bareDoor(ingress)({ source: "kali", body: bytes, headers: headersOf(senders.kali, bytes, {}) })).body).inboxId);
    }
    const ctx = web.house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
    expect([...(await ingestInboxEntries(web.house.container, ctx, accepted)).values()]).toEqual(["processed", "processed"]);
    expect(await alertNamed("Falls b")).toMatchObject({ status: "resolved" });
  });

  test("the removal of one event of Kubernetes ends nothing that another still reports", async () => {
    const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const about = { involvedObject: { kind: "StatefulSet", namespace: "shop", name: "db" }, reason: "FailedCreate", type: "Warning", firstTimestamp: at(70) };
    const old = kubernetesEvent({ ...about, metadata: { uid: "old" }, lastTimestamp: at(62) });
    const other = kubernetesEvent({ ...about, metadata: { uid: "other" }, firstTimestamp: at(65), lastTimestamp: at(1), message: "another wording" });
    const fingerprint = "StatefulSet::shop:db::FailedCreate";
    for (const event of [old, other]) await deliver("kubernetes", event);
    await deliver("kubernetes", { type: "DELETED", object: old });
    expect(await alertOf("kubernetes", fingerprint)).toMatchObject({ status: "firing" });
    await deliver("kubernetes", { type: "DELETED", object: other });
    expect(await alertOf("kubernetes", fingerprint)).toMatchObject({ status: "resolved" });
  });

  test("the range's token opens its three doors and speaks of the range there", async () => {
    const push = { ref: "refs/heads/main", after: "c0ffee", repository: { full_name: "shop/checkout", default_branch: "main" } };
    const entries = [await deliver("github", push, { "x-github-event": "push", "x-github-delivery": "range-1" }, rangeToken), await deliver("kubernetes", kubernetesEvent({ reason: "Pulled", metadata: { uid: "r" } }), {}, rangeToken)];
    for (const id of entries) expect((await db().select({ origin: inboxEntries.origin }).from(inboxEntries).where(eq(inboxEntries.id, id)))[0]?.origin).toBe("range");
    for (const source of ["sentry", "signoz", "kali"] as const) {
      const { body, headers } = senders[source].deliver(9);
      expect((await bareDoor(ingress)({ source, body, headers: headersOf(senders[source], body, headers, rangeToken) })).status).toBe(401);
    }
  });

  test("a ping of GitHub is taken, worked, and says nothing", async () => {
    const inboxId = await deliver("github", { zen: "Design for failure.", hook_id: 1 }, { "x-github-event": "ping", "x-github-delivery": "ping-1" });
    expect(await db().$count(signals, eq(signals.inboxId, inboxId))).toBe(0);
  });

  test("findings are for people who may read", async () => {
    expect((await web.call("GET", "/api/v1/findings")).status).toBe(401);
    expect((await web.call("GET", "/api/v1/findings?severity=huge", { headers: bearer })).status).toBe(400);
    const signature = createHmac("sha256", "nobody").update("{}").digest("hex");
    expect((await web.call("POST", "/api/v1/webhooks/github", { headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}`, "x-github-event": "ping" }, body: "{}" })).status).toBe(401);
  });
});
