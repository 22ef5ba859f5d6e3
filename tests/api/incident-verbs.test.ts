import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "@/lib/contracts/common";
import type { Incident, TimelineEvent } from "@/lib/contracts/incident";
import type { Problem } from "@/lib/contracts/problem";
import { events } from "@/server/event/table";
import { claimDueIncident } from "@/server/incident/claim";
import { incidents } from "@/server/incident/table";
import { readAutonomy } from "@/server/stats/autonomy";
import { digestOwn } from "@/server/worker/pipeline/digest";
import { machine, openIncident, walkIncident } from "../support/incident";
import { bearer, openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  web = await openWeb();
  for (const role of ["viewer", "operator", "commander"] as const) cookies.set(role, await web.signIn(role));
});
afterAll(() => web.house.close());

type Verb = "acknowledge" | "reopen" | "reclassify" | "resolve" | "dismiss";

async function tell(verb: Verb, id: string, role: Role, body?: unknown): Promise<{ status: number; incident: Incident; problem: Problem }> {
  const response = await web.call("POST", `/api/v1/incidents/${id}/${verb}`, { headers: { cookie: cookies.get(role) ?? "", origin: web.origin }, ...(body === undefined ? {} : { body }) });
  const answer: unknown = await response.json();
  return { status: response.status, incident: answer as Incident, problem: answer as Problem };
}

async function eventsOf(id: string, type: string) {
  return web.house.container.db.select().from(events).where(and(eq(events.incidentId, id), eq(events.type, type)));
}

async function settled(): Promise<string> {
  const { id } = await openIncident(web.house.container);
  await walkIncident(web.house.container, id, "investigating", "resolved");
  return id;
}

const index = () => readAutonomy(machine(web.house.container), "live");

describe("acknowledge", () => {
  test("puts on record who has it in sight, once, and the machine goes on", async () => {
    const { id } = await openIncident(web.house.container, { diagnoseAt: new Date(0) });
    expect((await tell("acknowledge", id, "viewer")).status).toBe(403);
    const first = await tell("acknowledge", id, "operator");
    expect(first.incident).toMatchObject({ status: "open", acknowledgedBy: { kind: "human", name: "operator" } });
    expect(first.incident.acknowledgedAt).not.toBeNull();
    expect(await tell("acknowledge", id, "operator")).toMatchObject({ status: 200, incident: { version: first.incident.version } });
    const second = await tell("acknowledge", id, "commander");
    expect(second).toMatchObject({ status: 409, problem: { code: "conflict", current: { id, acknowledgedBy: { name: "operator" } } } });
    expect(await eventsOf(id, "incident.acknowledged")).toMatchObject([{ actor: { name: "operator" }, channel: "web", statement: { code: "incident_acknowledged" } }]);
    expect((await claimDueIncident(machine(web.house.container)))?.incident.id).toBe(id);
  });

  test("takes the machine's work out of the numerator, since a human looked", async () => {
    const before = await index();
    const { id } = await openIncident(web.house.container);
    await tell("acknowledge", id, "operator");
    await walkIncident(web.house.container, id, "investigating", "resolved");
    const after = await index();
    expect([after.numerator - before.numerator, after.denominator - before.denominator]).toEqual([0, 1]);
    expect(after.losses).toContainEqual({ code: "acknowledged", count: 1 });
    expect(await tell("acknowledge", id, "commander")).toMatchObject({ status: 409, problem: { code: "already_settled", current: { id, status: "resolved" } } });
  });
});

describe("reopen", () => {
  test("opens a settled incident again with a look due at once and what was said of its end forgotten", async () => {
    const id = await settled();
    await tell("reclassify", id, "commander", { countAs: "assisted", reason: "by hand" });
    expect((await tell("reopen", id, "viewer")).status).toBe(403);
    const { incident } = await tell("reopen", id, "operator");
    expect(incident).toMatchObject({ status: "reopened", settledAt: null, settledBy: null, reopenedCount: 1, reclassifiedAs: null });
    expect((await claimDueIncident(machine(web.house.container)))?.incident.id).toBe(id);
    expect(await tell("reopen", id, "operator")).toMatchObject({ status: 409, problem: { code: "conflict", current: { id, status: "reopened" } } });
    expect(await eventsOf(id, "incident.reopened")).toMatchObject([{ actor: { name: "operator" }, statement: { code: "incident_reopened_by_hand" } }]);
  });

  test("refuses one that went into another", async () => {
    const { container } = web.house;
    const target = await openIncident(container);
    const gone = await openIncident(container, { status: "resolved", settledAt: new Date(), mergedInto: target.id });
    const { status, problem } = await tell("reopen", gone.id, "operator");
    expect([status, problem.code]).toEqual([409, "conflict"]);
    expect(problem.detail).toContain(target.id);
  });

  test("by its own alerts forgets who had it in sight and what it counted as", async () => {
    const { container } = web.house;
    const say = async (state: "firing" | "resolved") => {
      const now = new Date();
      const alert = { fingerprint: "dead_letters", state, severity: "warning", name: "dead_letters", summary: "", labels: {}, startsAt: now, endsAt: state === "resolved" ? now : null, url: null, change: null } as const;
      await digestOwn(container, machine(container), "live", () => Promise.resolve([alert]));
      const [row] = await container.db.select().from(incidents).where(eq(incidents.title, "dead_letters"));
      if (row === undefined) throw new Error("the alert opened no incident");
      return row.id;
    };
    const id = await say("firing");
    await tell("acknowledge", id, "operator");
    await say("resolved");
    await tell("reclassify", id, "commander", { countAs: "not_actionable", reason: "a test" });
    expect(await say("firing")).toBe(id);
    expect(await (await web.call("GET", `/api/v1/incidents/${id}`, { headers: bearer })).json()).toMatchObject({ status: "reopened", acknowledgedAt: null, acknowledgedBy: null, reclassifiedAs: null, reopenedCount: 1 });
  });
});

describe("reclassify", () => {
  test("is the last word on what a settled incident counts as, with the reason on the log", async () => {
    const id = await settled();
    const before = await index();
    expect((await tell("reclassify", id, "operator", { countAs: "assisted", reason: "x" })).status).toBe(403);
    const { incident } = await tell("reclassify", id, "commander", { countAs: "assisted", reason: "I helped over the phone" });
    expect(incident.reclassifiedAs).toBe("assisted");
    const assisted = await index();
    expect([assisted.numerator - before.numerator, assisted.denominator - before.denominator]).toEqual([-1, 0]);
    expect(assisted.losses.map((loss) => loss.code)).toContain("reclassified");
    expect(await tell("reclassify", id, "commander", { countAs: "assisted", reason: "again" })).toMatchObject({ status: 409, problem: { code: "conflict", current: { id, reclassifiedAs: "assisted" } } });
    expect(await eventsOf(id, "incident.reclassified")).toMatchObject([{ statement: { code: "incident_reclassified", params: { countAs: "assisted", because: "I helped over the phone" } } }]);
    await tell("reclassify", id, "commander", { countAs: "not_actionable", reason: "it was a test" });
    expect((await index()).denominator).toBe(before.denominator - 1);
    await tell("reclassify", id, "commander", { countAs: "autonomous", reason: "after all" });
    expect([(await index()).numerator, (await index()).denominator]).toEqual([before.numerator, before.denominator]);
  });

  test("knows nothing of an incident that is not settled, nor of a missing reason", async () => {
    const { id } = await openIncident(web.house.container);
    expect(await tell("reclassify", id, "commander", { countAs: "assisted", reason: "x" })).toMatchObject({ status: 409, problem: { code: "conflict", current: { id, status: "open" } } });
    expect((await tell("reclassify", id, "commander", { countAs: "assisted", reason: "  " })).problem).toMatchObject({ code: "invalid_body", issues: [{ path: "reason" }] });
  });
});

describe("the timeline", () => {
  test("reads in the order of the log, page by page, with what was committed a moment ago on it", async () => {
    const { id } = await openIncident(web.house.container);
    await tell("acknowledge", id, "operator");
    await walkIncident(web.house.container, id, "investigating", "resolved");
    await tell("reopen", id, "operator");
    const seen: TimelineEvent[] = [];
    let cursor: string | null = "0";
    for (let pages = 0; cursor !== null && pages < 10; pages += 1) {
      const page = (await (await web.call("GET", `/api/v1/incidents/${id}/timeline?limit=2&cursor=${cursor}`, { headers: bearer })).json()) as { items: TimelineEvent[]; nextCursor: string | null };
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(seen.map((event) => event.type)).toEqual(["incident.opened", "incident.acknowledged", "incident.status_changed", "incident.resolved", "incident.reopened"]);
    const rows = await web.house.container.db.select({ id: events.id }).from(events).where(eq(events.incidentId, id)).orderBy(events.chainSeq);
    expect(seen.map((event) => event.id)).toEqual(rows.map((row) => row.id));
  });
});

describe("two people at once", () => {
  test("acknowledge and reopen have one winner each, and one event", async () => {
    const { container } = web.house;
    const { id } = await openIncident(container);
    const answers = await Promise.all((["operator", "commander"] as const).flatMap((role) => Array.from({ length: 5 }, () => tell("acknowledge", id, role))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 409, 409, 409, 409, 409]);
    expect(await eventsOf(id, "incident.acknowledged")).toHaveLength(1);
    await container.db.update(incidents).set({ status: "resolved", settledAt: new Date() }).where(eq(incidents.id, id));
    const reopened = await Promise.all(Array.from({ length: 8 }, () => tell("reopen", id, "operator")));
    expect(reopened.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(await eventsOf(id, "incident.reopened")).toHaveLength(1);
  });
});
