import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alerts } from "@/server/alert/table";
import { incidents } from "@/server/incident/table";
import { ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { knock } from "../support/alerts";
import { openDoor, type TestDoor } from "../support/door";
import { openHouse, type TestHouse } from "../support/house";

const fixtures = resolve(import.meta.dirname, "../../server/sources/alertmanager/__fixtures__");

/** Bodies captured from one running Alertmanager, in the order it sent them. */
const timeline = [
  "prometheus-firing-grouped-3",
  "prometheus-firing-single-a",
  "prometheus-firing-single-b",
  "prometheus-resolved-single",
  "firing-truncated-max2-of5",
  "firing-bearer-auth",
  "firing-basic-auth",
  "firing-retry-attempt1-503",
  "firing-400-no-inflush-retry",
  "firing-grouped-3",
  "firing-minimal-alert",
  "firing-group-by-all",
  "firing-grouped-60",
  "firing-retry-attempt4-200",
  "mixed-truncated-status-says-resolved",
  "mixed-firing-and-resolved",
  "resolved-truncated-receiver",
  "resolved-bearer-auth",
  "resolved-grouped-2",
  "resolved-group-by-all",
  "refired-after-resolved",
  "prometheus-refired-after-resolved",
].map((name) => readFileSync(resolve(fixtures, `real-${name}.json`)));

interface Body {
  readonly alerts: readonly { readonly status: string; readonly fingerprint: string; readonly labels: Readonly<Record<string, string>> }[];
}
const said = timeline.map((body) => JSON.parse(body.toString("utf8")) as Body).flatMap((body) => body.alerts);
/** What the captures say last of each fingerprint. */
const lastWord = new Map(said.map((alert) => [alert.fingerprint, alert.status]));

let house: TestHouse;
let door: TestDoor;

beforeAll(async () => {
  house = await openHouse();
  door = await openDoor(house.container);
});
afterAll(async () => {
  await door?.close();
  await house?.close();
});

/** Sends the whole timeline through the door and works each body before the next; returns how many were new. */
async function replay(): Promise<number> {
  const ctx = house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  let fresh = 0;
  for (const body of timeline) {
    const { status, body: receipt } = await knock(door.url, body);
    expect(status).toBe(202);
    if (receipt.duplicates !== 0) continue;
    fresh += 1;
    expect(await ingestInboxEntry(house.container, ctx, String(receipt.inboxId))).toBe("processed");
  }
  return fresh;
}

async function expectAsCaptured(): Promise<void> {
  const known = await house.container.db.select().from(alerts);
  expect(Object.fromEntries(known.map((alert) => [alert.fingerprint, alert.status]))).toEqual(Object.fromEntries(lastWord));
  const all = await house.container.db.select().from(incidents);
  for (const incident of all) {
    const own = known.filter((alert) => alert.incidentId === incident.id);
    const firing = own.filter((alert) => alert.status === "firing").length;
    expect([incident.title, incident.alertCount, incident.firingCount]).toEqual([incident.title, own.length, firing]);
    expect([incident.title, incident.settledAt === null, incident.settledBy]).toEqual([incident.title, firing > 0, firing > 0 ? null : "source"]);
  }
  const fired = new Set(said.filter((alert) => alert.status === "firing" && alert.labels.alertname !== "Watchdog").map((alert) => alert.fingerprint));
  const placed = known.filter((alert) => alert.incidentId !== null).map((alert) => alert.fingerprint);
  expect(new Set(placed)).toEqual(fired);
}

describe("captured webhooks in their order", () => {
  test("leave every alert and incident as the captures say", async () => {
    // One body is there twice, as a refused attempt and its retry: whether the door sees it as one depends on its 5-minute bucket.
    expect(await replay()).toBeGreaterThanOrEqual(timeline.length - 1);
    await expectAsCaptured();
    const all = await house.container.db.select().from(incidents);
    const named = (title: string) => all.filter((incident) => incident.title === title);
    expect(named("TargetDown")).toMatchObject([{ firingCount: 3, reopenedCount: 0, severity: "warning", settledAt: null }]);
    expect(named("HighErrorRate")).toMatchObject([{ firingCount: 1, reopenedCount: 1, severity: "critical", status: "reopened", entity: { name: "checkout" } }]);
    expect(named("Watchdog"), "a sign of life is no problem").toEqual([]);
    expect(named("Minimal")).toMatchObject([{ firingCount: 1, entity: null }]);
  });

  test("told once more, as new deliveries, change nothing", async () => {
    const before = await house.container.db.select().from(incidents);
    await house.container.db.execute("update inbox_entries set delivery_key = 'earlier:' || id");
    expect(await replay()).toBeGreaterThanOrEqual(timeline.length - 1);
    await expectAsCaptured();
    const states = (rows: typeof before) => rows.map(({ id, status, alertCount, firingCount, reopenedCount }) => [id, status, alertCount, firingCount, reopenedCount]).sort();
    expect(states(await house.container.db.select().from(incidents))).toEqual(states(before));
    expect(await house.container.db.$count(alerts, isNotNull(alerts.incidentId))).toBeGreaterThan(60);
  });
});
