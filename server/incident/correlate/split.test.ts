import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entityName } from "@/lib/contracts/entity";
import { CorrelationModel, graphOf, node, workload, type Said } from "@/tests/support/correlation";
import { isBusy } from "./draft";
import { Groups, linksBetween, placeKeyOf, placesOf } from "./partition";
import { Relations } from "./relations";

const minutesLater = (model: CorrelationModel, n: number) => (model.now = new Date(model.now.getTime() + n * 60_000));
const on = (entity: string): Said => ({ name: entity, entityKey: workload(entity) });
const nodeDown: Said = { name: "NodeDown", entityKey: node("n1"), severity: "critical" };
const edges = [
  ["runs_on", workload("payment"), node("n1")],
  ["runs_on", workload("worker"), node("n1")],
  ["depends_on", workload("checkout"), workload("payment")],
] as const;
const graph = graphOf(edges.map((edge) => [...edge]));

function storm(): CorrelationModel {
  const model = new CorrelationModel(graph);
  model.hear([on("payment"), on("worker"), on("checkout"), nodeDown]);
  expect(model.partition()).toHaveLength(1);
  return model;
}

const ends = (said: Said): Said => ({ ...said, state: "resolved" });

describe("planSplits", () => {
  test("takes apart what only an ended alert tied, once it is over for a while, and says so on both sides", () => {
    const model = storm();
    const [whole] = model.unsettled();
    model.hear([ends(nodeDown)]);
    model.regroup();
    expect(model.partition(), "the ends of one problem come in turn").toHaveLength(1);
    minutesLater(model, 11);
    model.regroup();
    expect(model.partition()).toEqual([["checkout", "payment"], ["worker"]]);
    const [kept, begun] = [...model.unsettled()].sort((a, b) => b.alertCount - a.alertCount);
    expect(kept).toMatchObject({ id: whole?.id, firingCount: 2, alertCount: 3, title: "payment", entityKey: workload("payment"), severity: "warning" });
    expect(begun).toMatchObject({ title: "worker", firingCount: 1, alertCount: 1 });
    expect(model.splitFrom.get(begun?.id ?? "")).toBe(whole?.id);
    const told = model.facts.filter((fact) => fact.statement?.code.startsWith("split"));
    expect(told.map((fact) => [fact.incidentId, fact.type, fact.statement?.code])).toEqual([[begun?.id, "incident.opened", "split_from"], [whole?.id, "incident.split", "split_off"]]);
    expect(model.alertsOf(begun?.id ?? "")[0]?.reason).toEqual({ code: "split_from", on: null });
    const before = model.facts.length;
    expect(model.regroup().flatMap((plan) => plan.drafts)).toEqual([]);
    expect(model.facts).toHaveLength(before);
  });

  test("moves the ended alerts of an entity with it, so that one that fires again finds its incident", () => {
    const model = storm();
    model.hear([{ name: "worker-slow", entityKey: workload("worker") }]);
    model.hear([ends({ name: "worker-slow", entityKey: workload("worker") }), ends(nodeDown)]);
    minutesLater(model, 11);
    model.regroup();
    const begun = model.unsettled().find((incident) => model.splitFrom.has(incident.id));
    expect(begun).toMatchObject({ alertCount: 2, firingCount: 1 });
    model.hear([{ name: "worker-slow", entityKey: workload("worker") }]);
    expect(model.partition()).toEqual([["checkout", "payment"], ["worker", "worker-slow"]]);
  });

  test("never takes anything out of an incident whose action is under way", () => {
    const model = storm();
    const [whole] = model.unsettled();
    model.setAction(whole?.id ?? "", "under_way");
    model.hear([ends(nodeDown)]);
    minutesLater(model, 11);
    model.regroup();
    expect(model.partition()).toHaveLength(1);
    model.setAction(whole?.id ?? "", "none");
    model.regroup();
    expect(model.partition()).toHaveLength(2);
  });

  test("holds to a relation on record that the map has forgotten, as long as both sides fire", () => {
    const model = storm();
    const moved = new CorrelationModel(graphOf([]));
    for (const [id, incident] of model.incidents) moved.incidents.set(id, incident);
    for (const [id, alert] of model.alerts) moved.alerts.set(id, alert);
    minutesLater(moved, 30);
    moved.regroup();
    expect(moved.partition()).toHaveLength(1);
  });

  test("leaves no unsettled incident with two firing parts that have nothing to do with each other, and loses no alert", () => {
    const entities = ["a", "b", "c", "d", "e"].map(workload).concat(node("n1"), node("n2"));
    const edge = fc.oneof(
      fc.tuple(fc.constant("depends_on" as const), fc.constantFrom(...entities.slice(0, 5)), fc.constantFrom(...entities.slice(0, 5))),
      fc.tuple(fc.constant("runs_on" as const), fc.constantFrom(...entities.slice(0, 5)), fc.constantFrom(...entities.slice(5))),
    );
    const round = fc.record({ words: fc.array(fc.tuple(fc.constantFrom(...entities), fc.boolean()), { maxLength: 6 }), wait: fc.constantFrom(1, 11, 30) });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 8 }), fc.array(round, { minLength: 1, maxLength: 8 }), (map, rounds) => {
        const known = graphOf(map.filter(([, from, to]) => from !== to));
        const relations = new Relations(known, 2);
        const model = new CorrelationModel(known);
        for (const { words, wait } of rounds) {
          model.hear(words.map(([entityKey, over]) => ({ name: entityName(entityKey), entityKey, state: over ? "resolved" : "firing", startsAt: new Date(model.now.getTime() - 1_000) })));
          model.settleQuiet();
          const firing = model.partition().flat().sort();
          minutesLater(model, wait);
          model.regroup();
          expect(model.partition().flat().sort()).toEqual(firing);
          for (const incident of model.unsettled()) {
            if (isBusy(incident) || incident.firingCount === 0) continue;
            const tying = model.alertsOf(incident.id).filter((alert) => alert.status === "firing" || model.now.getTime() - alert.lastSeenAt.getTime() < 10 * 60_000);
            const together = new Groups();
            for (const link of linksBetween(placesOf(tying), relations, null)) together.join(link.a, link.b);
            expect(new Set(tying.filter((alert) => alert.status === "firing").map((alert) => together.root(placeKeyOf(alert)))).size).toBe(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
