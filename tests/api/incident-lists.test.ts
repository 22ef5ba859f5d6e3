import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import type { Incident } from "@/lib/contracts/incident";
import type { Alert, Signal } from "@/lib/contracts/signal";
import { newId } from "@/lib/ids";
import { alerts } from "@/server/alert/table";
import { signals } from "@/server/signal/table";
import { checkout, openIncident, openIncidents, walkIncident } from "../support/incident";
import { bearer, openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
const key = encodeURIComponent(entityKey(checkout));

async function page<T>(path: string): Promise<{ items: T[]; nextCursor: string | null }> {
  const response = await web.call("GET", path, { headers: bearer });
  expect(response.status, path).toBe(200);
  return (await response.json()) as { items: T[]; nextCursor: string | null };
}

/** Every row of a list, two at a time. */
async function all<T>(path: string): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < 50; pages += 1) {
    const next: { items: T[]; nextCursor: string | null } = await page<T>(`${path}${path.includes("?") ? "&" : "?"}limit=2${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
    found.push(...next.items);
    cursor = next.nextCursor;
  }
  return found;
}

const now = new Date("2026-11-22T10:00:00Z");

beforeAll(async () => {
  web = await openWeb();
  const { container } = web.house;
  // One moment for all, so that only the id tells them apart.
  await openIncidents(container, 5, { openedAt: now });
  await openIncident(container, { openedAt: now, severity: "critical", origin: "range", entityKey: null, entity: null });
  const { id } = await openIncident(container, { openedAt: now });
  await walkIncident(container, id, "dismissed");
  const seen = { labels: { alertname: "A" }, startsAt: now, severity: "warning" as const, name: "A", summary: "" };
  const alertOf = (n: number) => ({ ...seen, id: newId("alert"), fingerprint: `f${n}`, lastSeenAt: now, receivedCount: 1 });
  await container.db.insert(alerts).values([
    ...[1, 2, 3].map((n) => ({ ...alertOf(n), origin: "live" as const, source: "alertmanager" as const, status: "firing" as const, entityKey: entityKey(checkout) })),
    { ...alertOf(4), origin: "live", source: "awoooi", status: "resolved", endsAt: now },
    { ...alertOf(5), origin: "range", source: "alertmanager", status: "resolved", endsAt: now, incidentId: id, joinCode: "depends_on", joinParams: { on: "shop/db", hops: 1 } },
  ]);
  const signalOf = (n: number) => ({ ...seen, id: newId("signal"), inboxId: newId("inbox"), position: 0, fingerprint: `f${n}`, observedAt: now });
  await container.db.insert(signals).values([
    ...[1, 2, 3].map((n) => ({ ...signalOf(n), origin: "live" as const, source: "alertmanager" as const, state: "firing" as const, alertId: "alt_a", entityKey: entityKey(checkout) })),
    { ...signalOf(4), origin: "live", source: "github", state: "info", change: "deploy" },
    { ...signalOf(5), origin: "range", source: "alertmanager", state: "resolved", alertId: "alt_b", inboxId: null },
  ]);
});
afterAll(() => web.house.close());

/** Every row once, newest first. */
function expectOrdered(rows: readonly { id: string }[]): void {
  expect(rows.map((row) => row.id)).toEqual([...new Set(rows.map((row) => row.id))].sort().reverse());
}

describe("the list of incidents", () => {
  test.each([
    ["", 7],
    ["?origin=live", 6],
    ["?origin=range", 1],
    ["?settled=true", 1],
    ["?settled=false", 6],
    ["?status=dismissed", 1],
    ["?status=open", 6],
    ["?status=open&settled=true", 0],
    ["?severity=critical", 1],
    [`?entity=${key}`, 6],
    ["?origin=live&severity=critical", 0],
    ["?text=errorrate", 7],
    ["?text=Workload/shop", 6],
    ["?text=100%25", 0],
    ["?text=High_Error", 0],
  ])("%s has each of them once, newest first, over all pages", async (query, count) => {
    const rows = await all<Incident>(`/api/v1/incidents${query}`);
    expect(rows).toHaveLength(count);
    expectOrdered(rows);
  });
});

describe("the list of alerts", () => {
  test.each([
    ["", 5],
    ["?origin=live", 4],
    ["?source=awoooi", 1],
    ["?source=kali", 0],
    ["?status=firing", 3],
    ["?status=resolved", 2],
    [`?entity=${key}`, 3],
    ["?origin=range&status=firing", 0],
  ])("%s has each of them once, the one first seen last comes first", async (query, count) => {
    const rows = await all<Alert>(`/api/v1/alerts${query}`);
    expect(rows).toHaveLength(count);
    expectOrdered(rows);
  });

  test("says what each speaks of and why it belongs to its incident", async () => {
    const [joined] = (await page<Alert>("/api/v1/alerts?origin=range")).items;
    expect(joined).toMatchObject({ entity: null, joinReason: { code: "depends_on", params: { on: "shop/db", hops: 1 } } });
    expect(joined?.incidentId).toMatch(/^inc_/);
    expect((await page<Alert>("/api/v1/alerts?status=firing")).items[0]?.entity).toEqual(checkout);
  });
});

describe("the list of signals", () => {
  test.each([
    ["", 5],
    ["?origin=live", 4],
    ["?source=github", 1],
    ["?state=info", 1],
    ["?state=firing", 3],
    ["?state=resolved", 1],
    ["?alertId=alt_a", 3],
    ["?alertId=alt_a&state=resolved", 0],
  ])("%s has each of them once, newest first", async (query, count) => {
    const rows = await all<Signal>(`/api/v1/signals${query}`);
    expect(rows).toHaveLength(count);
    expectOrdered(rows);
  });

  test("says what an observation reports as changed", async () => {
    expect((await page<Signal>("/api/v1/signals?state=info")).items).toMatchObject([{ source: "github", change: "deploy", alertId: null }]);
  });
});

describe("a cursor that is none of ours", () => {
  test.each(["incidents", "alerts", "signals", "maintenance-windows", "dead-letters"])("is refused by /%s, naming the field", async (list) => {
    const response = await web.call("GET", `/api/v1/${list}?cursor=abc`, { headers: bearer });
    expect([response.status, await response.json()]).toMatchObject([400, { code: "bad_request", issues: [{ path: "cursor" }] }]);
  });
});
