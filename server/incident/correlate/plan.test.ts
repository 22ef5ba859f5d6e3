import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorrelationModel, graphOf, node, workload, type Said } from "@/tests/support/correlation";
import { worseSeverity } from "../rules";
import { isBusy } from "./draft";

const minutes = (n: number) => new Date(Date.UTC(2026, 0, 1, 1, n));
const shop = graphOf([
  ["depends_on", workload("gateway"), workload("checkout")],
  ["depends_on", workload("checkout"), workload("payment")],
  ["depends_on", workload("gateway"), workload("storefront")],
  ["runs_on", workload("payment"), node("n1")],
  ["runs_on", workload("worker"), node("n1")],
  ["runs_on", workload("storefront"), node("n2")],
  ["selects", "c/service/shop/front", workload("storefront")],
  ["deploys", "/repository//acme/worker", workload("worker")],
]);
const on = (entity: string, name = entity): Said => ({ name, entityKey: workload(entity) });
const names = ["gateway", "checkout", "payment", "storefront", "worker", "lonely"];

function heard(...batches: Said[][]): CorrelationModel {
  const model = new CorrelationModel(shop);
  for (const batch of batches) model.hear(batch);
  return model;
}

describe("planCorrelation", () => {
  test("joins what is related, with the nearest relation as the reason", () => {
    const model = heard([on("payment")], [on("checkout"), on("payment", "payment-slow"), on("gateway"), on("lonely")]);
    expect(model.partition()).toEqual([["checkout", "gateway", "payment", "payment-slow"], ["lonely"]]);
    const reasons = Object.fromEntries([...model.alerts.values()].map((alert) => [alert.name, [alert.reason.code, alert.reason.on]]));
    expect(reasons).toEqual({
      payment: ["opened_incident", null],
      "payment-slow": ["same_entity", "shop/payment"],
      checkout: ["depends_on", "shop/payment"],
      gateway: ["depends_on", "shop/checkout"],
      lonely: ["opened_incident", null],
    });
  });

  test.each([
    ["what one node carries, once the node's own alert comes", [[on("payment")], [on("worker")], [{ name: "NodeDown", entityKey: node("n1") }]], "hosts"],
    ["a pod with the node that its labels name", [[{ name: "NodeDown", entityKey: node("n9") }], [{ ...on("lonely"), nodeKey: node("n9") }]], "runs_on"],
    ["a service with the workload behind it, however far apart", [[{ ...on("storefront"), startsAt: minutes(-600) }], [{ name: "Front", entityKey: "c/service/shop/front" }]], "same_service"],
    ["a failing pipeline with the workload it deploys", [[{ name: "Pipeline", entityKey: "/repository//acme/worker" }], [on("worker")]], "deployed_from"],
    ["a sender that knows no namespace with the workload of that name", [[on("lonely")], [{ name: "Sentry", entityKey: "c/service//lonely" }]], "same_service"],
    ["the two names of a machine", [[{ name: "A", entityKey: "c/host//m1" }], [{ name: "B", entityKey: node("m1") }]], "same_machine"],
  ] as const)("joins %s", (_what, batches, code) => {
    const model = heard(...batches.map((batch) => [...batch]));
    expect(model.partition()).toHaveLength(1);
    expect([...model.alerts.values()].map((alert) => alert.reason.code)).toContain(code);
  });

  test.each([
    ["siblings that only share what needs them", [on("storefront"), on("checkout")]],
    ["workloads that only share a node", [on("payment"), on("worker")]],
    ["related ones that began too far apart", [on("checkout"), { ...on("gateway"), startsAt: minutes(-16) }]],
    ["alerts that name nothing", [{ name: "A", entityKey: null }, { name: "B", entityKey: null }]],
  ])("keeps apart %s", (_what, batch) => {
    expect(heard(batch).partition()).toHaveLength(2);
  });

  test("makes one of incidents that a later alert links, names it after the node, and points from the others to it", () => {
    const model = heard([on("payment")], [on("worker")], [{ name: "NodeDown", entityKey: node("n1") }]);
    const [kept, ...others] = model.unsettled();
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ title: "NodeDown", entityKey: node("n1"), alertCount: 3, firingCount: 3 });
    expect([...model.incidents.values()].filter((incident) => incident.mergedInto !== null)).toMatchObject([{ mergedInto: kept?.id, status: "resolved", alertCount: 0, firingCount: 0 }]);
    expect(model.facts.map((fact) => fact.type)).toEqual(["incident.opened", "alert.fired", "incident.opened", "alert.fired", "alert.fired", "incident.alert_joined", "incident.merged", "incident.took_over", "incident.renamed"]);
    for (const alert of model.alerts.values()) expect(model.isExplained(alert), `${alert.name}: ${alert.reason.code} ${alert.reason.on}`).toBe(true);
  });

  test("never merges an incident whose action is under way, though it takes alerts", () => {
    const model = heard([on("payment")]);
    const [incident] = model.unsettled();
    model.setAction(incident?.id ?? "", "under_way");
    model.hear([on("worker")]);
    model.hear([{ name: "NodeDown", entityKey: node("n1") }]);
    model.hear([on("payment", "payment-again")]);
    expect(model.partition()).toEqual([["NodeDown", "worker"], ["payment", "payment-again"]]);
    model.setAction(incident?.id ?? "", "none");
    model.regroup();
    expect(model.partition()).toEqual([["NodeDown", "payment", "payment-again", "worker"]]);
  });

  test("reopens the incident of an alert that fires again, and opens another after a day", () => {
    const model = heard([on("payment")], [{ ...on("payment"), state: "resolved" }]);
    model.settleQuiet();
    expect(model.unsettled()).toEqual([]);
    model.now = minutes(60);
    model.hear([on("payment")]);
    expect(model.unsettled()).toMatchObject([{ status: "reopened", alertCount: 1, firingCount: 1 }]);
    model.hear([{ ...on("payment"), state: "resolved" }]);
    model.settleQuiet();
    model.now = minutes(60 + 25 * 60);
    model.hear([on("payment")]);
    expect([...model.incidents.values()].map((incident) => [incident.status, incident.alertCount])).toEqual([["resolved", 0], ["open", 1]]);
  });

  test("lets the severity rise and fall with the worst alert that fires", () => {
    const model = heard([on("payment")], [{ ...on("payment", "bad"), severity: "critical" }]);
    expect(model.unsettled()).toMatchObject([{ severity: "critical" }]);
    model.hear([{ ...on("payment", "bad"), state: "resolved", severity: "critical" }]);
    expect(model.unsettled()).toMatchObject([{ severity: "warning", firingCount: 1 }]);
    expect(model.facts.map((fact) => fact.type).filter((type) => type.includes("severity"))).toEqual(["incident.severity_raised", "incident.severity_lowered"]);
  });

  test("asks for a new look when a new alert joins an incident nobody looks at any more", () => {
    const model = heard([on("payment")]);
    const [incident] = model.unsettled();
    if (incident === undefined) throw new Error("there is no incident");
    model.incidents.set(incident.id, { ...incident, status: "investigating", diagnoseAt: null });
    model.hear([on("payment")]);
    expect(model.incidents.get(incident.id)?.diagnoseAt, "a repeat is nothing new").toBeNull();
    model.hear([on("checkout")]);
    expect(model.incidents.get(incident.id)?.diagnoseAt?.getTime()).toBe(model.now.getTime() + 6_000);
  });
});

const alertIn: fc.Arbitrary<Said> = fc
  .record({ entity: fc.constantFrom(...names.map(workload), node("n1"), node("n2"), "c/service/shop/front", "c/service//lonely", null), n: fc.nat(3), start: fc.nat(14), label: fc.constantFrom(undefined, node("n1"), node("n2")) })
  .map(({ entity, n, start, label }) => ({ name: `${entity ?? "nothing"}#${n}${label ?? ""}`, entityKey: entity, startsAt: minutes(-start), ...(label !== undefined && label !== entity && { nodeKey: label }) }));

const cut = <T>(list: readonly T[], cuts: readonly number[]): T[][] => {
  const borders = [...new Set([0, ...cuts.map((at) => at % (list.length + 1)), list.length])].sort((a, b) => a - b);
  return borders.slice(1).map((end, index) => list.slice(borders[index], end));
};

describe("the partition into incidents", () => {
  test("does not depend on the order in which the alerts of one window come, nor on the batches they come in", () => {
    const anyAlerts = fc.uniqueArray(alertIn, { maxLength: 12, selector: (said) => said.name });
    fc.assert(
      fc.property(anyAlerts.chain((list) => fc.tuple(fc.shuffledSubarray(list, { minLength: list.length }), fc.shuffledSubarray(list, { minLength: list.length }), fc.array(fc.nat(), { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 6 }))), ([one, other, cutsOfOne, cutsOfOther]) => {
        const [a, b] = [heard(...cut(one, cutsOfOne)), heard(...cut(other, cutsOfOther))];
        expect(a.partition()).toEqual(b.partition());
        for (const model of [a, b]) for (const alert of model.alerts.values()) expect(model.isExplained(alert), `${alert.name}: ${alert.reason.code} ${alert.reason.on}`).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("hear" as const), said: fc.array(fc.tuple(alertIn, fc.boolean()), { minLength: 1, maxLength: 5 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.constantFrom(1, 5, 11, 30) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("regroup" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("act" as const), pick: fc.nat(), action: fc.constantFrom("none" as const, "waiting" as const, "under_way" as const) }) },
  );

  test("is the same whether a delivery is held against everything that is open or only against what it can reach", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const models = [new CorrelationModel(shop), new CorrelationModel(shop, true)] as const;
        for (const one of steps) {
          for (const model of models) {
            if (one.do === "wait") model.now = new Date(model.now.getTime() + one.minutes * 60_000);
            else if (one.do === "act") model.setAction(model.alerts.get(`alt_${one.pick % 8}`)?.incidentId ?? "", one.action);
            else if (one.do === "hear") model.hear(one.said.map(([said, ends]) => ({ ...said, state: ends ? "resolved" : "firing" })));
            model.settleQuiet();
            // What time, an action's end or the map changed is the duty's to find, not the next delivery's.
            if (one.do !== "hear") model.regroup();
          }
          expect(models[0].partition()).toEqual(models[1].partition());
        }
      }),
      { numRuns: 300 },
    );
  });

  test("in every life: each firing alert is in one unsettled incident, counts and severity are those of its alerts, nothing calm stays open, and nothing worked on is torn apart", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const model = new CorrelationModel(shop);
        for (const one of steps) {
          const busy = model.unsettled().filter(isBusy);
          const before = new Map(busy.map(({ id }) => [id, model.alertsOf(id).map((alert) => alert.id)]));
          if (one.do === "wait") model.now = new Date(model.now.getTime() + one.minutes * 60_000);
          else if (one.do === "regroup") model.regroup();
          else if (one.do === "act") model.setAction(model.unsettled()[one.pick % Math.max(1, model.unsettled().length)]?.id ?? "", one.action);
          else model.hear(one.said.map(([said, ends]) => ({ ...said, startsAt: new Date(model.now.getTime() - 60_000), state: ends ? "resolved" : "firing" })));
          for (const [id, alerts] of before) {
            expect(model.incidents.get(id)?.mergedInto ?? null).toBeNull();
            expect(model.alertsOf(id).map((alert) => alert.id)).toEqual(expect.arrayContaining(alerts));
          }
          model.settleQuiet();
          for (const alert of model.alerts.values()) {
            const incident = model.incidents.get(alert.incidentId ?? "");
            if (alert.status === "firing") expect([alert.name, incident?.settledAt]).toEqual([alert.name, null]);
          }
          for (const incident of model.incidents.values()) {
            const own = model.alertsOf(incident.id);
            const firing = own.filter((alert) => alert.status === "firing");
            expect([incident.alertCount, incident.firingCount]).toEqual([own.length, firing.length]);
            if (incident.settledAt !== null) continue;
            if (firing.length === 0) expect(isBusy(incident)).toBe(true);
            else expect(incident.severity).toBe(firing.reduce((worst, alert) => worseSeverity(worst, alert.severity), firing[0]?.severity ?? "info"));
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
