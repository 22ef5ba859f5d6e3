import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionCall } from "@/lib/contracts/action";
import { assessRisk, isRiskier, type RiskFacts } from "./risk";

const entity = { cluster: "default", kind: "workload", namespace: "shop", name: "x" } as const;
const workload = { cluster: "default", namespace: "shop", name: "x" };
const restart: ActionCall = { tool: "restart", args: workload };
const rollback: ActionCall = { tool: "rollback", args: { ...workload, toRevision: 4 } };
const scale = (fromReplicas: number, toReplicas: number): ActionCall => ({ tool: "scale", args: { ...workload, fromReplicas, toReplicas } });
const silence = (durationSeconds: number): ActionCall => ({ tool: "silence", args: { ...workload, alertname: "Flapping", durationSeconds } });
const playbook: ActionCall = { tool: "run_playbook", args: { ...workload, playbook: "postgresql-recovery" } };

const near = { entities: [{ entity, hops: 0 }], expectedDowntimeSeconds: 0, topologyAgeSeconds: 1, stale: false };
const wide = { ...near, entities: [0, 1, 1, 2].map((hops) => ({ entity, hops })) };
const calm: RiskFacts = { call: restart, stateful: false, replicas: 3, environment: "unknown", blastRadius: near, confidenceRatio: 0.9, secondsSinceFailure: null };

describe("assessRisk", () => {
  test.each([
    ["a restart of stateless replicas", {}, "low"],
    ["a rollback", { call: rollback }, "medium"],
    ["a single replica", { replicas: 1 }, "medium"],
    ["a rollback of a single replica", { call: rollback, replicas: 1 }, "high"],
    ["a rollback after a failure, with dependents, half sure", { call: rollback, secondsSinceFailure: 7_200, blastRadius: wide, confidenceRatio: 0.6 }, "critical"],
    ["a restart right after a failure in production", { secondsSinceFailure: 60, environment: "production" }, "high"],
    ["a restart hours after a failure", { secondsSinceFailure: 7_200 }, "medium"],
    ["any stateful workload", { stateful: true }, "critical"],
    ["a scale up", { call: scale(2, 4) }, "low"],
    ["a scale up by far", { call: scale(2, 7) }, "medium"],
    ["a scale down of a neighbour", { call: scale(4, 2) }, "medium"],
    ["a stop of what nobody needs", { call: scale(4, 0) }, "medium"],
    ["a stop of what others need", { call: scale(4, 0), blastRadius: wide }, "high"],
    ["a short silence", { call: silence(3_600) }, "low"],
    ["a long silence", { call: silence(20_000) }, "medium"],
    ["a silence over what keeps data", { call: silence(3_600), stateful: true }, "medium"],
    ["a playbook of what keeps data", { call: playbook, stateful: true }, "critical"],
    ["a playbook of anything", { call: playbook }, "high"],
  ] as const)("calls %s by its tier", (_what, facts, tier) => {
    expect(assessRisk({ ...calm, ...facts }).tier).toBe(tier);
  });

  test("never sinks when a fact gets worse, and its factors add up", () => {
    const anyCall = fc.constantFrom(restart, rollback, scale(2, 4), scale(4, 2), scale(4, 0), silence(600), playbook);
    const dimensions = { stateful: [false, true], replicas: [3, 1], environment: ["unknown", "production"], blastRadius: [near, wide, { ...wide, stale: true }], confidenceRatio: [0.9, 0.6], secondsSinceFailure: [null, 7_200, 60] } as const;
    const names = Object.keys(dimensions) as (keyof typeof dimensions)[];
    fc.assert(
      fc.property(anyCall, fc.array(fc.nat(2), { minLength: names.length, maxLength: names.length }), fc.nat(names.length - 1), (call, levels, raised) => {
        const factsAt = (extra: number) =>
          ({ call, ...Object.fromEntries(names.map((name, index) => [name, dimensions[name][Math.min(dimensions[name].length - 1, (levels[index] ?? 0) + (index === raised ? extra : 0))]])) }) as unknown as RiskFacts;
        const [before, after] = [assessRisk(factsAt(0)), assessRisk(factsAt(1))];
        expect(isRiskier(before.tier, after.tier)).toBe(false);
        expect(after.factors.reduce((sum, factor) => sum + factor.points, 0)).toBe(after.score);
      }),
    );
  });
});
