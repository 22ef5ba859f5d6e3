import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alerts } from "@/server/alert/table";
import { createContainer, type Container } from "@/server/container";
import { events } from "@/server/event/table";
import type { IncidentRow } from "@/server/incident/change";
import { incidents } from "@/server/incident/table";
import { inboxEntries } from "@/server/inbox/table";
import { createIngress } from "@/server/ingress/server";
import { signals } from "@/server/signal/table";
import { alertmanagerGroups } from "@/server/sources/alertmanager/group-reader";
import { readHiddenAlerts } from "@/server/worker/pipeline/read-hidden";
import { startWorker, type Worker } from "@/server/worker/worker";
import { startAlertmanager, type Alertmanager, type PostedAlert } from "../support/alertmanager";
import { openDoor, type TestDoor } from "../support/door";
import { alertmanagerToken, openHouse, type TestHouse } from "../support/house";
import { openLine, throughLine, type Line } from "../support/line";
import { eventually } from "../support/wait";

let house: TestHouse;
let worker: Worker;
let door: TestDoor;
let alertmanager: Alertmanager;
/** A second door whose way to PostgreSQL can be cut, and what it answered. */
let line: Line;
let shakyContainer: Container;
let shaky: Server;
const shakyAnswers: number[] = [];

beforeAll(async () => {
  house = await openHouse();
  const { config, log } = house.container;
  door = await openDoor(house.container);
  line = await openLine(config.databaseUrl);
  shakyContainer = createContainer({ ...config, databaseUrl: throughLine(config.databaseUrl, line) }, log);
  shaky = createIngress(shakyContainer).listen(0, "127.0.0.1");
  shaky.on("request", (_request, response) => response.on("finish", () => shakyAnswers.push(response.statusCode)));
  await new Promise((resolve) => shaky.once("listening", resolve));
  const bearer = { bearer: alertmanagerToken };
  alertmanager = await startAlertmanager({
    plain: { url: door.url, auth: bearer },
    basic: { url: door.url, auth: { basic: { username: "alertmanager", password: alertmanagerToken } } },
    truncated: { url: door.url, auth: bearer, maxAlerts: 2 },
    shaky: { url: door.url.replace(/:\d+/, `:${(shaky.address() as AddressInfo).port}`), auth: bearer },
  });
  worker = await startWorker(house.container);
});

afterAll(async () => {
  await alertmanager?.stop();
  await worker?.stop();
  await door?.close();
  if (shaky !== undefined) {
    shaky.close();
    shaky.closeAllConnections();
  }
  await shakyContainer?.close();
  await line?.close();
  await house?.close();
});

const db = () => house.container.db;

/** An alert of a Deployment named like it, so that each test has an incident of its own. */
function alertOf(route: string, name: string, instance: string, severity = "warning"): PostedAlert {
  return { labels: { alertname: name, cluster: "prod", namespace: "shop", deployment: name.toLowerCase(), instance, severity, route }, annotations: { summary: `${name} on ${instance}` } };
}
/** The same alert, ended now. */
const ended = (alert: PostedAlert): PostedAlert => ({ ...alert, endsAt: new Date() });

interface Body {
  readonly status: string;
  readonly truncatedAlerts: number;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** The webhooks about an alert name that were taken, oldest first, and whether all are worked. */
async function deliveriesOf(name: string): Promise<{ bodies: Body[]; worked: boolean }> {
  const rows = await db().select().from(inboxEntries).orderBy(asc(inboxEntries.id));
  const about = rows.map((row) => ({ row, body: JSON.parse(row.body.toString("utf8")) as Body })).filter(({ body }) => body.alerts.some((alert) => alert.labels.alertname === name));
  return { bodies: about.map(({ body }) => body), worked: about.every(({ row }) => row.status === "processed") };
}

const incidentsOf = (name: string) => db().select().from(incidents).where(eq(incidents.title, name));

/** The only incident of an alert name, once it passes. */
function incidentOf(name: string, what: string, passes: (incident: IncidentRow) => boolean): Promise<IncidentRow> {
  return eventually(`${name}: ${what}`, async () => {
    const [incident, ...others] = await incidentsOf(name);
    if (others.length > 0) throw new Error(`${others.length + 1} incidents`);
    return incident !== undefined && passes(incident) ? incident : null;
  }, 20_000, 50);
}

/** What is known of each alert of a name, by instance. */
async function statesOf(name: string): Promise<Record<string, string>> {
  const rows = await db().select().from(alerts).where(eq(alerts.name, name)).orderBy(asc(alerts.fingerprint));
  return Object.fromEntries(rows.map((row) => [row.labels.instance, row.status]).sort());
}

describe("a genuine Alertmanager", () => {
  test("tells one group in one webhook, which becomes one incident and lives until the source says so", async () => {
    const name = "CheckoutErrors";
    const [a, b, c] = [alertOf("plain", name, "a", "info"), alertOf("plain", name, "b", "critical"), alertOf("plain", name, "c")] as const;
    await alertmanager.post([a, b, c]);
    const opened = await incidentOf(name, "opened with three alerts", (incident) => incident.firingCount === 3);
    expect(opened).toMatchObject({ origin: "live", severity: "critical", alertCount: 3, entity: { cluster: "prod", kind: "workload", namespace: "shop", name: "checkouterrors" }, settledAt: null });
    const { bodies } = await deliveriesOf(name);
    expect(bodies.map((body) => [body.status, body.alerts.length])).toEqual([["firing", 3]]);
    expect(await statesOf(name)).toEqual({ a: "firing", b: "firing", c: "firing" });
    const told = () => db().select({ state: signals.state }).from(signals).innerJoin(alerts, eq(alerts.id, signals.alertId)).where(eq(alerts.name, name)).orderBy(asc(signals.id));
    expect((await told()).map((signal) => signal.state)).toEqual(["firing", "firing", "firing"]);

    await alertmanager.post([ended(a)]);
    const fewer = await incidentOf(name, "one alert ended", (incident) => incident.firingCount === 2);
    expect([fewer.id, fewer.settledAt, fewer.settledBy]).toEqual([opened.id, null, null]);
    expect(await statesOf(name)).toEqual({ a: "resolved", b: "firing", c: "firing" });

    await alertmanager.post([ended(b), ended(c)]);
    const resolved = await incidentOf(name, "all alerts ended", (incident) => incident.status === "resolved");
    expect(resolved).toMatchObject({ id: opened.id, settledBy: "source", firingCount: 0, alertCount: 3, reopenedCount: 0, humanTouched: false });
    expect((await told()).map((signal) => signal.state).sort()).toEqual(["firing", "firing", "firing", "resolved", "resolved", "resolved"]);

    await alertmanager.post([b]);
    const reopened = await incidentOf(name, "fires again", (incident) => incident.firingCount === 1);
    expect(reopened).toMatchObject({ id: opened.id, reopenedCount: 1, settledAt: null, settledBy: null, alertCount: 3 });
    await incidentOf(name, "is looked at again", (incident) => incident.status === "investigating");
    const steps = await db().select().from(events).where(eq(events.incidentId, opened.id)).orderBy(asc(events.id));
    const at = steps.findIndex((step) => step.type === "incident.reopened");
    expect(steps.filter((step) => step.type === "incident.reopened")).toHaveLength(1);
    expect(steps.slice(at + 1).find((step) => step.type === "incident.status_changed")?.statement).toMatchObject({ code: "incident_investigating", params: { from: "reopened" } });
  }, 60_000);

  test("that cuts a group short closes nothing that it does not list", async () => {
    const name = "DiskFull";
    const all = ["1", "2", "3", "4", "5"].map((instance) => alertOf("truncated", name, instance));
    const pick = (...instances: string[]) => all.filter((alert) => instances.includes(alert.labels.instance ?? ""));
    await alertmanager.post(pick("3", "4"));
    const opened = await incidentOf(name, "two alerts fire", (incident) => incident.firingCount === 2);
    await alertmanager.post(pick("1", "2", "5"));
    await incidentOf(name, "two more are listed", (incident) => incident.firingCount === 4);
    expect((await deliveriesOf(name)).bodies.at(-1)).toMatchObject({ truncatedAlerts: 3 });

    await alertmanager.post(pick("1", "2").map(ended));
    const cut = await eventually("a body that lists only what ended", async () => {
      const { bodies, worked } = await deliveriesOf(name);
      return worked ? bodies.find((body) => body.alerts.every((alert) => alert.status === "resolved")) : null;
    }, 20_000, 50);
    expect(cut).toMatchObject({ status: "resolved", truncatedAlerts: 3 });
    expect(await incidentOf(name, "is still open", (incident) => incident.firingCount === 2)).toMatchObject({ id: opened.id, settledAt: null });
    expect(await statesOf(name)).toEqual({ 1: "resolved", 2: "resolved", 3: "firing", 4: "firing" });

    await alertmanager.post(pick("3", "4", "5").map(ended));
    const held = await incidentOf(name, "the listed ones end, and it is held open for the one that was never listed", (incident) => incident.settlingHeld === "hidden_alerts");
    expect(held).toMatchObject({ id: opened.id, firingCount: 0, settledAt: null });
    const told = await db().select().from(events).where(eq(events.incidentId, opened.id));
    expect(told.filter((event) => event.type === "incident.settling_held").map((event) => event.statement)).toEqual([{ code: "held_hidden_alerts", params: { hidden: 1 } }]);
  }, 60_000);

  test("is asked for what it left out of a webhook, once, and the answer is a delivery like any other", async () => {
    const name = "QueueFull";
    const all = ["1", "2", "3", "4", "5"].map((instance) => alertOf("truncated", name, instance));
    await alertmanager.post(all);
    const opened = await incidentOf(name, "the listed ones fire", (incident) => incident.firingCount === 2);
    const { container } = house;
    const groups = alertmanagerGroups({ baseUrl: alertmanager.url, timeoutMs: 5_000 });
    const asking = { ...container, worlds: { ...container.worlds, live: { ...container.worlds.live, groups } } };
    const ctx = container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
    await readHiddenAlerts(asking, ctx);
    expect(await incidentOf(name, "all fire", (incident) => incident.firingCount === 5)).toMatchObject({ id: opened.id, alertCount: 5 });
    expect(await statesOf(name)).toEqual({ 1: "firing", 2: "firing", 3: "firing", 4: "firing", 5: "firing" });
    await readHiddenAlerts(asking, ctx);
    expect((await deliveriesOf(name)).bodies.map((body) => [body.alerts.length, body.truncatedAlerts])).toEqual([[2, 3], [5, 0]]);

    await alertmanager.post(all.map(ended));
    await incidentOf(name, "the listed ones end", (incident) => incident.firingCount <= 3);
  }, 60_000);

  test("may prove who it is with basic auth", async () => {
    const name = "BasicAuth";
    await alertmanager.post([alertOf("basic", name, "a")]);
    expect(await incidentOf(name, "opened", (incident) => incident.firingCount === 1)).toMatchObject({ alertCount: 1 });
  }, 30_000);

  test("tries again while our database is away, and nothing is lost or told twice", async () => {
    const name = "Flaky";
    const alert = alertOf("shaky", name, "a");
    await line.cut();
    await alertmanager.post([alert]);
    await eventually("the door asks twice for another try", () => Promise.resolve(shakyAnswers.length >= 2), 20_000, 20);
    expect(new Set(shakyAnswers)).toEqual(new Set([503]));
    expect(await incidentsOf(name)).toEqual([]);
    await line.mend();
    const opened = await incidentOf(name, "opened", (incident) => incident.firingCount === 1);
    expect((await deliveriesOf(name)).bodies).toHaveLength(1);
    expect(shakyAnswers.filter((status) => status !== 503)).toEqual([202]);

    await line.cut();
    const before = shakyAnswers.length;
    await alertmanager.post([ended(alert)]);
    await eventually("the end is refused too", () => Promise.resolve(shakyAnswers.length > before), 20_000, 20);
    await line.mend();
    expect(await incidentOf(name, "resolved", (incident) => incident.status === "resolved")).toMatchObject({ id: opened.id, settledBy: "source" });
  }, 60_000);
});
