import { count, eq, inArray, ne, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { actions } from "@/server/action/table";
import { approvals } from "@/server/approval/table";
import { alertKey, foldObservations, type KnownAlert, type Observation } from "@/server/alert/fold";
import { alerts, truncatedGroups } from "@/server/alert/table";
import { events } from "@/server/event/table";
import { inboxEntries } from "@/server/inbox/table";
import { reopenIncident } from "@/server/incident/reopen";
import { incidents } from "@/server/incident/table";
import { Rejected } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { signals } from "@/server/signal/table";
import { recordTopology } from "@/server/topology/record";
import { ingestInboxEntries } from "@/server/worker/pipeline/ingest";
import { endSilence, regroupIncidents, settleHeldIncidents } from "@/server/worker/pipeline/regroup";
import { TestCluster } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";
import { tamper } from "../support/tampering";
import { proposeRepair } from "../support/repair";

let house: TestHouse;
let elapsedMs = 0;

beforeAll(async () => {
  house = await openHouse({ now: () => new Date(Date.now() + elapsedMs) });
}, 60_000);

afterAll(() => house?.close(), 60_000);

beforeEach(async () => {
  elapsedMs = 0;
  await tamper(db(), async (tx) => {
    for (const table of [alerts, incidents, signals, inboxEntries, events, truncatedGroups]) await tx.delete(table);
  });
});

const db = () => house.container.db;
const worker = () => house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
const startsAt = new Date(Date.now() - 60_000).toISOString();

interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status?: "firing" | "resolved";
  readonly startsAt?: string;
  readonly endsAt?: string | undefined;
}

const bodyOf = (sent: readonly SentAlert[], group: { groupKey?: string; truncatedAlerts?: number } = {}) =>
  Buffer.from(JSON.stringify({ version: "4", ...group, alerts: sent.map((alert) => ({ status: "firing", startsAt, ...alert })) }));

/** Commits bodies to the inbox, as a door does; what was tried before says so. */
async function deliver(bodies: readonly Buffer[], values: Partial<typeof inboxEntries.$inferInsert> = {}): Promise<string[]> {
  const rows = bodies.map((body) => {
    const id = newId("inbox");
    return { id, source: "alertmanager" as const, origin: "live" as const, deliveryKey: id, body, receivedAt: new Date(Date.now() + elapsedMs), ...values };
  });
  await db().insert(inboxEntries).values(rows);
  return rows.map((row) => row.id);
}

async function digest(...bodies: Buffer[]): Promise<void> {
  const ids = await deliver(bodies);
  expect([...(await ingestInboxEntries(house.container, worker(), ids)).values()]).toEqual(ids.map(() => "processed"));
}

const incident = async () => {
  const [only, ...others] = await db().select().from(incidents).where(sql`${incidents.settledAt} is null`);
  expect(others).toEqual([]);
  return only;
};
const told = async (type: string) => (await db().select().from(events).where(eq(events.type, type))).map((event) => event.statement?.code);

describe("a storm of 10,000 alerts about one node", () => {
  const pods = Array.from({ length: 500 }, (_, index) => `svc-${index}`);
  const nodeAlert: SentAlert = { labels: { alertname: "NodeDown", node: "n1", severity: "critical" } };
  const podAlerts = Array.from({ length: 10_000 }, (_, index): SentAlert => ({ labels: { alertname: `PodNotReady${Math.floor(index / pods.length)}`, namespace: "shop", deployment: pods[index % pods.length] ?? "", severity: "warning" } }));
  const bodies = Array.from({ length: 100 }, (_, index) => bodyOf(podAlerts.slice(index * 100, index * 100 + 100)));

  async function expectOne(): Promise<void> {
    const kept = await incident();
    expect(kept).toMatchObject({ title: "NodeDown", alertCount: 10_001, firingCount: 10_001, severity: "critical", entity: { kind: "node", name: "n1" } });
    const merged = await db().select().from(incidents).where(ne(incidents.id, kept?.id ?? ""));
    expect(merged.every((row) => row.mergedInto === kept?.id && row.alertCount === 0 && row.settledAt !== null)).toBe(true);
    expect(await db().select({ n: count() }).from(alerts).where(ne(alerts.incidentId, kept?.id ?? ""))).toEqual([{ n: 0 }]);
    const reasons = await db().select({ code: alerts.joinCode, n: count() }).from(alerts).groupBy(alerts.joinCode);
    expect(reasons.map((row) => row.code).sort()).not.toContain(null);
  }

  beforeEach(async () => {
    const node = { cluster: "default", kind: "node", namespace: "", name: "n1" } as const;
    const workloads = pods.map((name) => ({ cluster: "default", kind: "workload", namespace: "shop", name }) as const);
    await recordTopology(worker(), {
      origin: "live",
      cluster: "default",
      snapshot: { observedAt: new Date(), entities: [node, ...workloads].map((ref) => ({ ref, stateful: false, replicas: 2, labels: {} })), edges: workloads.map((from) => ({ from, to: node, relation: "runs_on" as const })) },
    });
  });

  test("is one incident when the node's alert comes first", async () => {
    const from = performance.now();
    await digest(bodyOf([nodeAlert]), ...bodies);
    await expectOne();
    // A third of what one alert after the other took; the machine may be busy.
    expect(performance.now() - from).toBeLessThan(25_000);
  }, 60_000);

  test("is one incident when it comes last: those that the workloads opened are merged into the node's", async () => {
    await digest(...bodies.slice(0, 5));
    expect(await db().select({ n: count() }).from(incidents)).toEqual([{ n: 500 }]);
    await digest(...bodies.slice(5));
    await digest(bodyOf([nodeAlert]));
    await expectOne();
    expect((await told("incident.merged")).length).toBe(499);
    elapsedMs = 11 * 60_000;
    await digest(bodyOf([{ ...nodeAlert, status: "resolved", endsAt: new Date().toISOString() }]));
    await regroupIncidents(house.container, worker());
    expect(await db().select({ n: count() }).from(incidents).where(sql`${incidents.settledAt} is null`)).toEqual([{ n: 1 }]);
    elapsedMs = 22 * 60_000;
    await regroupIncidents(house.container, worker());
    const parts = await db().select().from(incidents).where(sql`${incidents.settledAt} is null`);
    expect(parts).toHaveLength(500);
    expect(new Set(parts.map((part) => part.firingCount))).toEqual(new Set([20]));
    expect(parts.filter((part) => part.splitFrom !== null)).toHaveLength(499);
  }, 60_000);
});

describe("ingestInboxEntries", () => {
  const good = (name: string) => bodyOf([{ labels: { alertname: name, deployment: name, namespace: "shop" } }]);
  /** The transactions that finished these entries; one for those that went together. */
  const commits = async (ids: readonly string[]) => new Set((await db().execute<{ xmin: string }>(sql`select xmin::text as xmin from inbox_entries where id in ${ids}`)).rows.map((row) => row.xmin));

  test("commits what was never tried together, and each entry that was tried alone", async () => {
    const fresh = await deliver([good("a"), good("b"), good("c")]);
    const tried = await deliver([good("d"), good("e")], { attempts: 1 });
    await ingestInboxEntries(house.container, worker(), [...tried, ...fresh]);
    expect((await commits(fresh)).size).toBe(1);
    expect((await commits([...fresh, ...tried])).size).toBe(3);
    expect(await db().select({ n: count() }).from(incidents)).toEqual([{ n: 5 }]);
  });

  test("lets a body that cannot be worked hurt only itself, whether it is its shape or what PostgreSQL says of it", async () => {
    const unreadable = await deliver([Buffer.from("{")]);
    const ids = await deliver(Array.from({ length: 20 }, (_, index) => good(`svc-${index}`)));
    // Its signal has a place already, under an id that no cleaning of ours gives way to.
    const [poison = ""] = await deliver([good("poison")]);
    await db().execute(sql`create function refuse() returns trigger language plpgsql as $$ begin if new.name = 'poison' then raise exception 'no'; end if; return new; end $$`);
    await db().execute(sql`create trigger refuse before insert on alerts for each row execute function refuse()`);
    try {
      const outcomes = await ingestInboxEntries(house.container, worker(), [...unreadable, ...ids.slice(0, 10), poison, ...ids.slice(10)]);
      expect([outcomes.get(unreadable[0] ?? ""), outcomes.get(poison)]).toEqual(["waiting", "waiting"]);
      expect(ids.map((id) => outcomes.get(id))).toEqual(ids.map(() => "processed"));
    } finally {
      await db().execute(sql`drop function refuse cascade`);
    }
    const rows = await db().select().from(inboxEntries).where(inArray(inboxEntries.id, [poison, ...unreadable]));
    expect(rows.map((row) => [row.attempts, row.status])).toEqual([[1, "waiting"], [1, "waiting"]]);
    expect(await db().select({ n: count() }).from(signals)).toEqual([{ n: 20 }]);
  });

  test("undoes a batch of which one claim was lost, and works the rest by themselves", async () => {
    const ids = await deliver(Array.from({ length: 6 }, (_, index) => good(`svc-${index}`)));
    const stolen = ids[2] ?? "";
    await db().execute(sql`create function steal() returns trigger language plpgsql as $$ begin if new.id = ${sql.raw(`'${stolen}'`)} and new.status = 'processed' then return null; end if; return new; end $$`);
    await db().execute(sql`create trigger steal before update on inbox_entries for each row execute function steal()`);
    try {
      const outcomes = await ingestInboxEntries(house.container, worker(), ids);
      expect(ids.map((id) => outcomes.get(id))).toEqual(ids.map((id) => (id === stolen ? "elsewhere" : "processed")));
    } finally {
      await db().execute(sql`drop function steal cascade`);
    }
    expect(await db().select({ inboxId: signals.inboxId }).from(signals).where(eq(signals.inboxId, stolen))).toEqual([]);
    expect(await db().select({ n: count() }).from(alerts)).toEqual([{ n: 5 }]);
  });

  test("comes to what each observation alone would come to, though repeats are never read", async () => {
    const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
    const word = fc.record({ name: fc.constantFrom("a", "b", "c"), resolved: fc.boolean(), from: fc.nat(20), to: fc.nat(9), seen: fc.nat(30) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.nat(), async (deliveries, cut) => {
        for (const table of [alerts, incidents, signals, inboxEntries]) await db().delete(table);
        const bodies = deliveries.map((words) => bodyOf(words.map(({ name, resolved, from, to }) => ({ labels: { alertname: name, deployment: name, namespace: "shop" }, status: resolved ? "resolved" : "firing", startsAt: minute(from).toISOString(), endsAt: resolved ? minute(from + to).toISOString() : undefined }))));
        const rows = bodies.map((body, index) => ({ body, receivedAt: minute(30 + index * 3 + (deliveries[index]?.[0]?.seen ?? 0) / 30) }));
        const known = new Map<string, KnownAlert>();
        let changes = 0;
        for (const { body, receivedAt } of rows) {
          const observations = house.container.sources.alertmanager.parse(body, null).signals.map((parsed, position): Observation => ({ inboxId: "x", position, source: "alertmanager", seenAt: receivedAt, parsed, truncatedGroup: null }));
          for (const observation of observations) {
            const folded = foldObservations({ origin: "live", known, observations: [observation], newAlertId: () => newId("alert"), limits: tunables });
            changes += folded.changes.length;
            for (const alert of folded.changed.values()) known.set(alertKey(alert.source, alert.fingerprint), alert);
            const key = alertKey("alertmanager", observation.parsed.fingerprint);
            const before = known.get(key);
            const [touch] = folded.touched;
            if (touch !== undefined && before !== undefined) known.set(key, { ...before, startsAt: touch.startsAt, lastSeenAt: touch.lastSeenAt, receivedCount: before.receivedCount + touch.times });
          }
        }
        const ids: string[] = [];
        for (const { body, receivedAt } of rows) ids.push(...(await deliver([body], { receivedAt })));
        const border = cut % (ids.length + 1);
        for (const batch of [ids.slice(0, border), ids.slice(border)]) await ingestInboxEntries(house.container, worker(), batch);
        const stored = await db().select().from(alerts);
        const facts = (alert: Pick<KnownAlert, "name" | "status" | "startsAt" | "endsAt" | "lastSeenAt" | "receivedCount">) => [alert.name, alert.status, alert.startsAt, alert.endsAt, alert.lastSeenAt, alert.receivedCount];
        expect(stored.map(facts).sort()).toEqual([...known.values()].map(facts).sort());
        expect(await db().$count(signals)).toBe(changes);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test("touches repeats where they are: a storm of them moves no row to another page, so that no index is written", async () => {
    const storm = Array.from({ length: 20 }, (_, body) => bodyOf(Array.from({ length: 50 }, (__, at) => ({ labels: { alertname: "Storm", deployment: `svc-${at}`, namespace: "shop", pod: `pod-${body}-${at}` } }))));
    const pages = async () => new Map((await db().execute<{ id: string; page: number }>(sql`select id, ((ctid::text::point)[0])::int as page from alerts`)).rows.map((row) => [row.id, row.page]));
    await digest(...storm);
    let before = await pages();
    for (let round = 2; round <= 4; round += 1) {
      await digest(...storm);
      const after = await pages();
      const moved = [...after].filter(([id, page]) => before.get(id) !== page).length;
      expect(moved, `round ${round}`).toBeLessThan(before.size / 10);
      before = after;
      expect(await db().select({ times: alerts.receivedCount, n: count() }).from(alerts).groupBy(alerts.receivedCount)).toEqual([{ times: round, n: 1_000 }]);
    }
  });

  test("divides what is too large for one transaction, and takes one giant body alone", async () => {
    const giant = bodyOf(Array.from({ length: tunables.ingestBatchAlerts }, (_, index) => ({ labels: { alertname: "Giant", deployment: "giant", namespace: "shop", index: String(index) } })));
    const ids = await deliver([good("before"), giant, good("after")]);
    const outcomes = await ingestInboxEntries(house.container, worker(), ids);
    expect([...outcomes.values()]).toEqual(["processed", "processed", "processed"]);
    expect((await commits(ids)).size).toBe(3);
  }, 30_000);

  test("keeps what reports no life cycle as a signal without an alert, which opens nothing", async () => {
    const body = Buffer.from(JSON.stringify({ kind: "Event", apiVersion: "v1", metadata: { uid: "u1", namespace: "shop" }, involvedObject: { kind: "Deployment", name: "checkout", namespace: "shop" }, type: "Normal", reason: "ScalingReplicaSet", message: "Scaled up replica set checkout-5 to 3", count: 1, lastTimestamp: startsAt }));
    const ids = await deliver([body], { source: "kubernetes" });
    expect([...(await ingestInboxEntries(house.container, worker(), ids)).values()]).toEqual(["processed"]);
    const [signal] = await db().select().from(signals);
    expect(signal).toMatchObject({ state: "info", alertId: null, entityKey: "default/workload/shop/checkout" });
    expect(await db().select({ n: count() }).from(incidents)).toEqual([{ n: 0 }]);
    expect(await db().select({ n: count() }).from(alerts)).toEqual([{ n: 0 }]);
  });
});

describe("an incident that turns out to be part of another", () => {
  test("has what was only proposed for it withdrawn, counts as nobody's work, and is not reopened by hand", async () => {
    await digest(bodyOf([{ labels: { alertname: "Older", deployment: "checkout", namespace: "shop" }, startsAt: new Date(Date.now() - 120_000).toISOString() }]));
    const older = await incident();
    const { incidentId, approvalId } = await proposeRepair(house.container, new TestCluster(), { name: "payment" });
    const edge = { from: { cluster: "default", kind: "workload", namespace: "shop", name: "checkout" }, to: { cluster: "default", kind: "workload", namespace: "shop", name: "payment" }, relation: "depends_on" } as const;
    await recordTopology(worker(), { origin: "live", cluster: "default", snapshot: { observedAt: new Date(), entities: [edge.from, edge.to].map((ref) => ({ ref, stateful: false, replicas: 2, labels: {} })), edges: [edge] } });
    const flappingUntil = new Date(Date.now() + tunables.flapQuietMs);
    await db().update(incidents).set({ humanTouched: true, flappingUntil }).where(eq(incidents.id, incidentId));
    await regroupIncidents(house.container, worker());
    expect((await db().select().from(incidents).where(eq(incidents.id, older?.id ?? "")))[0], "a hand in a part is a hand in the whole, and what flaps in it flaps").toMatchObject({ humanTouched: true, flappingUntil });
    const [merged] = await db().select().from(incidents).where(eq(incidents.id, incidentId));
    expect(merged).toMatchObject({ status: "resolved", mergedInto: older?.id, settledBy: null, actionable: false });
    expect(await db().select().from(actions).where(eq(actions.incidentId, incidentId))).toMatchObject([{ status: "cancelled", outcome: { code: "incident_merged" } }]);
    expect(await db().select().from(approvals).where(eq(approvals.id, approvalId))).toMatchObject([{ status: "superseded" }]);
    await expect(reopenIncident(worker(), { id: incidentId })).rejects.toThrow(Rejected);
  });
});

describe("an incident that only looks calm", () => {
  const listed: SentAlert = { labels: { alertname: "DiskFull", deployment: "db", namespace: "shop" } };
  const over: SentAlert = { ...listed, status: "resolved", endsAt: new Date().toISOString() };

  test("is held open while its sender hides alerts of the same group, until a whole delivery of the group", async () => {
    await digest(bodyOf([listed], { groupKey: "g", truncatedAlerts: 3 }));
    await digest(bodyOf([over], { groupKey: "g", truncatedAlerts: 2 }));
    expect(await incident()).toMatchObject({ firingCount: 0, settlingHeld: "hidden_alerts" });
    await settleHeldIncidents(worker());
    expect(await told("incident.settling_held")).toEqual(["held_hidden_alerts"]);
    await digest(bodyOf([over], { groupKey: "g", truncatedAlerts: 0 }));
    await settleHeldIncidents(worker());
    expect(await db().select().from(incidents)).toMatchObject([{ status: "resolved", settledBy: "source", settlingHeld: null }]);
  });

  test("is held open while its alert comes and goes, and settled once that has been quiet for a while", async () => {
    for (let turn = 0; turn < tunables.flapChanges / 2; turn += 1) {
      elapsedMs += 60_000;
      const at = (seconds: number) => new Date(Date.now() + elapsedMs + seconds * 1_000).toISOString();
      await digest(bodyOf([{ ...listed, startsAt: at(-20) }]), bodyOf([{ ...over, startsAt: at(-20), endsAt: at(-10) }]));
    }
    expect(await incident()).toMatchObject({ firingCount: 0, settlingHeld: "flapping" });
    expect(await told("incident.flapping")).toEqual(["incident_flapping"]);
    await settleHeldIncidents(worker());
    expect((await incident())?.settledAt).toBeNull();
    elapsedMs += tunables.flapQuietMs + 1_000;
    await settleHeldIncidents(worker());
    expect(await incident()).toBeUndefined();
  });
});

describe("endSilence", () => {
  const listed: SentAlert = { labels: { alertname: "Gone", deployment: "gone", namespace: "shop" } };
  const other = bodyOf([{ labels: { alertname: "Alive", deployment: "alive", namespace: "shop" } }]);

  test("ends no alert that may be among those its sender hides, until that group is listed whole or not at all", async () => {
    await digest(bodyOf([listed], { groupKey: "g", truncatedAlerts: 1 }));
    const gone = () => db().select({ status: alerts.status, reason: alerts.endReason }).from(alerts).where(eq(alerts.name, "Gone"));
    elapsedMs = tunables.senderSilentMs + 60_000;
    await digest(bodyOf([{ labels: { alertname: "Listed", deployment: "alive", namespace: "shop" } }], { groupKey: "g", truncatedAlerts: 1 }));
    await db().update(truncatedGroups).set({ truncatedAt: new Date(Date.now() + elapsedMs) });
    await db().update(inboxEntries).set({ receivedAt: new Date(Date.now() + elapsedMs) });
    await endSilence(house.container, worker());
    expect(await gone()).toEqual([{ status: "firing", reason: null }]);
    await db().delete(truncatedGroups);
    await endSilence(house.container, worker());
    expect(await gone()).toEqual([{ status: "resolved", reason: "sender_silent" }]);
  });

  test("ends an alert that a living sender stopped repeating, with that as the reason, and believes the sender when it comes again", async () => {
    await digest(bodyOf([listed]));
    elapsedMs = tunables.senderSilentMs + 60_000;
    await endSilence(house.container, worker());
    expect(await incident(), "the silence of everything is no proof").toMatchObject({ title: "Gone", firingCount: 1 });
    await digest(other);
    await endSilence(house.container, worker());
    expect(await incident()).toMatchObject({ title: "Alive" });
    const [gone] = await db().select().from(alerts).where(eq(alerts.name, "Gone"));
    expect(gone).toMatchObject({ status: "resolved", endReason: "sender_silent", endsAt: gone?.lastSeenAt });
    expect(await told("alert.ended")).toEqual(["sender_silent"]);
    expect(await told("incident.resolved")).toEqual(["incident_resolved_silent"]);
    await digest(bodyOf([listed]));
    expect((await db().select().from(incidents).where(eq(incidents.title, "Gone")))[0]).toMatchObject({ status: "reopened", firingCount: 1 });
  });

  test("gives up the alerts of a sender that says nothing at all only after a week", async () => {
    await digest(bodyOf([listed]));
    elapsedMs = tunables.senderGoneMs + 60_000;
    await endSilence(house.container, worker());
    expect(await db().select().from(incidents)).toMatchObject([{ status: "resolved", settledBy: "source" }]);
  });
});
