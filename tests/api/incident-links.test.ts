import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import type { IncidentDetail } from "@/lib/contracts/incident";
import { newId } from "@/lib/ids";
import { alerts } from "@/server/alert/table";
import { decisions, type DecisionBody } from "@/server/decision/table";
import { signals } from "@/server/signal/table";
import { checkout, openIncident } from "../support/incident";
import { bearer, openWeb, type TestWeb } from "../support/web";

const openedAt = new Date("2026-11-22T10:00:00Z");
let web: TestWeb;
let live: IncidentDetail;
let range: IncidentDetail;

async function detailOf(origin: "live" | "range"): Promise<IncidentDetail> {
  const { container } = web.house;
  const { id } = await openIncident(container, { openedAt, origin });
  const common = { origin, status: "firing" as const, severity: "warning" as const, summary: "", startsAt: openedAt, lastSeenAt: openedAt, receivedCount: 1, incidentId: id, entityKey: entityKey(checkout) };
  const labels = { alertname: "HighErrorRate", namespace: "shop" };
  await container.db.insert(alerts).values([
    { ...common, id: newId("alert"), source: "alertmanager", fingerprint: `a-${id}`, name: "HighErrorRate", labels, url: "https://prom.example.org/graph?g0.expr=up" },
    { ...common, id: newId("alert"), source: "alertmanager", fingerprint: `b-${id}`, name: "HighLatency", labels, url: "https://phish.example.net/graph" },
    { ...common, id: newId("alert"), source: "sentry", fingerprint: `c-${id}`, name: "TypeError", labels: {}, url: "https://acme.sentry.io/issues/7/" },
  ]);
  await container.db.insert(signals).values([
    { id: newId("signal"), inboxId: newId("inbox"), position: 0, origin, source: "github", fingerprint: "d", state: "info", severity: "info", name: "deploy", summary: "checkout 1.2", change: "deploy", labels: {}, entityKey: entityKey(checkout), startsAt: openedAt, observedAt: new Date(openedAt.getTime() - 60_000), url: "https://github.com/acme/shop/actions/runs/1" },
    { id: newId("signal"), inboxId: newId("inbox"), position: 0, origin, source: "github", fingerprint: "e", state: "info", severity: "info", name: "deploy", summary: "of long ago", change: "deploy", labels: {}, entityKey: entityKey(checkout), startsAt: openedAt, observedAt: new Date(openedAt.getTime() - 3_600_000), url: null },
  ]);
  const evidence = { id: "e1", system: "prometheus" as const, query: "rate(errors[5m])", observedAt: openedAt.toISOString(), excerpt: "1", url: null, stance: "for" as const, finding: { code: "error_ratio_up", params: {} }, entity: checkout };
  const body: DecisionBody = { rootCauses: [{ rank: 1, cause: "bad_release", entity: checkout, confidenceRatio: 0.9, evidenceIds: ["e1"], statement: { code: "bad_release", params: {} } }], evidence: [evidence, { ...evidence, id: "e2", system: "signals", url: "https://phish.example.net/" }], missing: [], abstention: null, blastRadius: null, risk: null };
  await container.db.insert(decisions).values({ id: newId("decision"), incidentId: id, body, createdAt: openedAt });
  const response = await web.call("GET", `/api/v1/incidents/${id}`, { headers: bearer });
  return (await response.json()) as IncidentDetail;
}

beforeAll(async () => {
  web = await openWeb({ env: { PROMETHEUS_URL: "https://prom.example.org", GRAFANA_URL: "https://grafana.example.org", SIGNOZ_URL: "https://signoz.example.org", ALERTMANAGER_URL: "https://am.example.org", SENTRY_URL: "https://acme.sentry.io" } });
  [live, range] = [await detailOf("live"), await detailOf("range")];
});
afterAll(() => web.house.close());

describe("the links of an incident", () => {
  test("lead to every tool of the workspace, at the time of the incident, and nowhere else", () => {
    const { links } = live;
    expect(links.map(({ tool, subject }) => [tool, subject])).toEqual([
      ["grafana", "checkout"],
      ["signoz", "checkout"],
      ["prometheus", "HighErrorRate"],
      ["prometheus", "checkout"],
      ["alertmanager", "HighErrorRate"],
      ["sentry", "TypeError"],
    ]);
    expect(links.map(({ url }) => new URL(url).host).filter((host) => host.includes("phish"))).toEqual([]);
    expect(links.find(({ tool }) => tool === "signoz")?.url).toContain(`startTime=${openedAt.getTime() - 30 * 60_000}`);
    expect(links.find(({ tool }) => tool === "sentry")?.url).toContain("start=2026-11-22T09%3A30%3A00");
  });

  test("of what is only practised are none of ours", () => {
    const { links, decision } = range;
    expect(links.map(({ tool, subject }) => [tool, subject])).toEqual([["prometheus", "HighErrorRate"], ["sentry", "TypeError"]]);
    expect(decision?.evidence.map((evidence) => evidence.url)).toEqual([null, null]);
  });

  test("a sender's address on another host is shown by nobody; a metric is cited with its question at that time", () => {
    const { alerts: shown, decision, changes } = live;
    expect(Object.fromEntries(shown.map((alert) => [alert.name, alert.url !== null]))).toEqual({ HighErrorRate: true, HighLatency: false, TypeError: true });
    expect(decision?.evidence.map((evidence) => evidence.url?.split("?")[0] ?? null)).toEqual(["https://prom.example.org/graph", null]);
    expect(changes.map((change) => [change.kind, change.excerpt, change.url])).toEqual([["deploy", "deploy: checkout 1.2", "https://github.com/acme/shop/actions/runs/1"]]);
  });
});
