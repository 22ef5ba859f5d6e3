import { eq, isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MaintenanceScope, MaintenanceWindow } from "@/lib/contracts/maintenance-window";
import type { Problem } from "@/lib/contracts/problem";
import type { Operation } from "@/lib/contracts/operation";
import type { Role } from "@/lib/contracts/common";
import { remindApprovals } from "@/server/approval/expire";
import { approvals } from "@/server/approval/table";
import { events } from "@/server/event/table";
import { acknowledgeIncident } from "@/server/incident/acknowledge";
import { mayRemind } from "@/server/incident/remind";
import { readActiveWindow } from "@/server/maintenance-window/read";
import { maintenanceWindows } from "@/server/maintenance-window/table";
import { askForApproval } from "../support/approval";
import { checkout, machine, openIncident, person } from "../support/incident";
import { openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
const cookies = new Map<Role, string>();
let calls = 0;

beforeAll(async () => {
  web = await openWeb();
  for (const role of ["viewer", "operator", "commander"] as const) cookies.set(role, await web.signIn(role));
});
afterAll(() => web.house.close());

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const planned = (given: { name?: string; scope?: MaintenanceScope; startsAt?: Date; endsAt?: Date } = {}) => {
  const { name = "upgrade", scope = { kind: "namespace", cluster: "prod", namespace: "shop" }, startsAt = at(-1), endsAt = at(60) } = given;
  return { origin: "live", name, scope, reason: "nodes are replaced", startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
};

async function send(method: Operation["method"], id: string, body?: unknown, options: { role?: Role; key?: string } = {}): Promise<{ status: number; window: MaintenanceWindow; problem: Problem }> {
  const headers = { cookie: cookies.get(options.role ?? "operator") ?? "", origin: web.origin, "idempotency-key": options.key ?? `k${(calls += 1)}` };
  const response = await web.call(method, `/api/v1/maintenance-windows${id === "" ? "" : `/${id}`}`, { headers, ...(body === undefined ? {} : { body }) });
  const answer: unknown = await response.json();
  return { status: response.status, window: answer as MaintenanceWindow, problem: answer as Problem };
}

const eventsOf = async (id: string) => (await web.house.container.db.select({ type: events.type }).from(events).where(eq(events.subjectId, id))).map((event) => event.type);
const db = () => web.house.container.db;
const inForce = (entityRef: Parameters<typeof readActiveWindow>[1]["entityRef"], moment = new Date()) => readActiveWindow(db(), { origin: "live", entityRef, at: moment });

describe("a maintenance window", () => {
  test("is made once for one key, changed by version, and taken away, with one event each", async () => {
    expect((await send("POST", "", planned(), { role: "viewer" })).status).toBe(403);
    const body = planned();
    const [first, again] = [await send("POST", "", body, { key: "once" }), await send("POST", "", body, { key: "once" })];
    expect(first).toMatchObject({ status: 201, window: { name: "upgrade", state: "active", version: 1, createdBy: { name: "operator" } } });
    expect(again.window).toEqual(first.window);
    expect(await send("POST", "", planned({ name: "other" }), { key: "once" })).toMatchObject({ status: 409, problem: { code: "conflict", current: { id: first.window.id } } });
    expect((await send("POST", "", planned({ name: "mine" }), { key: "once", role: "commander" })).status).toBe(201);

    const { id } = first.window;
    const changed = await send("PATCH", id, { version: 1, endsAt: at(120).toISOString() });
    expect(changed).toMatchObject({ status: 200, window: { version: 2, name: "upgrade" } });
    expect(await send("PATCH", id, { version: 1, name: "late" })).toMatchObject({ status: 409, problem: { code: "conflict", current: { version: 2 } } });
    expect((await send("PATCH", id, { version: 2 })).problem.code).toBe("invalid_body");
    expect(await send("GET", id)).toMatchObject({ status: 200, window: changed.window });
    expect(await send("DELETE", id)).toMatchObject({ status: 200, window: { id } });
    expect((await send("DELETE", id)).status).toBe(404);
    expect((await send("POST", "", body, { key: "once" })).status).toBe(201);
    expect(await eventsOf(id)).toEqual(["maintenance_window.created", "maintenance_window.changed", "maintenance_window.deleted"]);
  });

  test("of the same key sent many times at once is one, with one event", async () => {
    const body = planned({ name: "race" });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send("POST", "", body, { key: "race" })));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.window.id}`)).size).toBe(1);
    expect(await eventsOf(answers[0]?.window.id ?? "")).toEqual(["maintenance_window.created"]);
  });

  test("that has ended is not changed any more, and times that make none are refused by name", async () => {
    const { window } = await send("POST", "", planned());
    await db().update(maintenanceWindows).set({ endsAt: at(-0.5) }).where(eq(maintenanceWindows.id, window.id));
    expect(await send("PATCH", window.id, { version: 1, endsAt: at(9).toISOString() })).toMatchObject({ status: 409, problem: { code: "already_settled", current: { state: "ended" } } });
    expect((await send("POST", "", planned({ startsAt: at(2), endsAt: at(1) }))).problem).toMatchObject({ status: 422, issues: [{ path: "endsAt" }] });
    expect((await send("POST", "", planned({ scope: { kind: "entities", entities: [] } }))).problem).toMatchObject({ code: "invalid_body" });
  });

  test("is listed with the latest start first, over all pages", async () => {
    await db().delete(maintenanceWindows);
    const starts = [5, 1, 3].map((minutes) => at(minutes));
    for (const startsAt of starts) await send("POST", "", planned({ startsAt }));
    const first = (await (await web.call("GET", "/api/v1/maintenance-windows?limit=2&origin=live", { headers: { cookie: cookies.get("viewer") ?? "" } })).json()) as { items: MaintenanceWindow[]; nextCursor: string };
    const rest = (await (await web.call("GET", `/api/v1/maintenance-windows?limit=2&origin=live&cursor=${first.nextCursor}`, { headers: { cookie: cookies.get("viewer") ?? "" } })).json()) as { items: MaintenanceWindow[]; nextCursor: null };
    expect([...first.items, ...rest.items].map((window) => window.startsAt)).toEqual(starts.sort((a, b) => b.getTime() - a.getTime()).map((start) => start.toISOString()));
    expect(rest.nextCursor).toBeNull();
  });
});

describe("readActiveWindow", () => {
  test("finds the window in force over an entity, of several the last to end, and none of another time or origin", async () => {
    await db().delete(maintenanceWindows);
    await send("POST", "", planned({ name: "short", endsAt: at(10) }));
    await send("POST", "", planned({ name: "long", endsAt: at(90) }));
    await send("POST", "", planned({ name: "later", startsAt: at(100), endsAt: at(200) }));
    expect(await inForce(checkout)).toMatchObject({ name: "long" });
    expect(await inForce(checkout, at(95))).toBeNull();
    expect(await inForce(checkout, at(150))).toMatchObject({ name: "later" });
    expect(await inForce({ ...checkout, namespace: "bank" })).toBeNull();
    expect(await inForce(null)).toBeNull();
    expect(await readActiveWindow(db(), { origin: "range", entityRef: checkout, at: new Date() })).toBeNull();
    await send("POST", "", planned({ name: "everything", scope: { kind: "all" }, endsAt: at(91) }));
    expect(await inForce(null)).toMatchObject({ name: "everything" });
  });
});

describe("mayRemind", () => {
  test("is silent in a window, once somebody has it in sight, and once it is settled", async () => {
    await db().delete(maintenanceWindows);
    const incident = await openIncident(web.house.container);
    expect(await mayRemind(db(), incident, new Date())).toBe(true);
    expect(await mayRemind(db(), { ...incident, acknowledgedAt: new Date() }, new Date())).toBe(false);
    expect(await mayRemind(db(), { ...incident, settledAt: new Date() }, new Date())).toBe(false);
    await send("POST", "", planned());
    expect(await mayRemind(db(), incident, new Date())).toBe(false);
    expect(await mayRemind(db(), incident, at(61))).toBe(true);
  });

  test("decides whether a waiting approval is reminded of, once and for all", async () => {
    const { container } = web.house;
    await db().delete(maintenanceWindows);
    const [open, seen] = [await askForApproval(container), await askForApproval(container)];
    await acknowledgeIncident(person(container), { id: seen.incidentId });
    await db().update(approvals).set({ remindAt: at(-1) });
    await remindApprovals(machine(container));
    await remindApprovals(machine(container));
    const reminded = await db().select({ id: events.subjectId }).from(events).where(eq(events.type, "approval.reminded"));
    expect(reminded).toEqual([{ id: open.id }]);
    await send("POST", "", planned());
    await db().update(approvals).set({ remindAt: at(-1) });
    await remindApprovals(machine(container));
    expect(await db().$count(events, eq(events.type, "approval.reminded"))).toBe(1);
    expect(await db().$count(approvals, isNotNull(approvals.remindAt))).toBe(0);
  });
});
