import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionStatus, type ActionCall, type ActionStatus } from "@/lib/contracts/action";
import { assessRisk, hashCall, mayBecome, type RiskFacts } from "./rules";

const statuses = actionStatus.options;
const stepsFrom = (from: ActionStatus) => statuses.filter((to) => mayBecome(from, to));

describe("mayBecome", () => {
  test("in every life: nothing runs unapproved, nothing succeeds unverified, and an end is an end", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (choices) => {
        let from: ActionStatus = "proposed";
        for (const choice of choices) {
          const steps = stepsFrom(from);
          const to = steps[choice % Math.max(1, steps.length)];
          if (to === undefined) {
            expect(["succeeded", "rolled_back", "cancelled", "outcome_unknown"]).toContain(from);
            return;
          }
          if (to === "running") expect(from).toBe("approved");
          if (to === "succeeded") expect(from).toBe("verifying");
          if (to === "verifying" || to === "outcome_unknown") expect(from).toBe("running");
          from = to;
        }
      }),
    );
  });

  test("lets nothing leave an unknown outcome", () => {
    expect(stepsFrom("outcome_unknown")).toEqual([]);
  });
});

describe("hashCall", () => {
  const call: ActionCall = { tool: "rollback", args: { cluster: "prod", namespace: "shop", name: "checkout", toRevision: 4 } };

  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(call.args), { minLength: 4 }), (entries) => {
        expect(hashCall({ args: Object.fromEntries(entries), tool: "rollback" } as ActionCall)).toBe(hashCall(call));
      }),
    );
  });

  test("differs with the tool and with every argument", () => {
    const { toRevision: _, ...deployment } = call.args;
    const others: ActionCall[] = [{ ...call, args: { ...call.args, toRevision: 5 } }, { ...call, args: { ...call.args, name: "checkout2" } }, { ...call, args: { ...call.args, namespace: "live" } }, { tool: "restart", args: deployment }];
    expect(new Set([call, ...others].map(hashCall)).size).toBe(5);
    expect(hashCall(call)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is what RFC 8785 and SHA-256 make of it", () => {
    expect(hashCall({ tool: "restart", args: { cluster: "range", namespace: "shop", name: "worker" } })).toBe("0db748c814119e2727911835c72018663b16b3a2c1e956fd152e0f843d88bed2");
  });
});

describe("assessRisk", () => {
  const entity = { cluster: "prod", kind: "workload", namespace: "shop", name: "x" } as const;
  const calm: RiskFacts = { tool: "restart", stateful: false, replicas: 3, blastRadius: { entities: [{ entity, hops: 0 }], expectedDowntimeSeconds: 0, topologyAgeSeconds: 1, stale: false }, confidenceRatio: 0.9, recentFailures: 0 };
  const wide = { ...calm.blastRadius, entities: [0, 1, 1, 2].map((hops) => ({ entity, hops })) };

  test.each([
    ["a restart of stateless replicas", {}, "low"],
    ["a rollback", { tool: "rollback" }, "medium"],
    ["a single replica", { replicas: 1 }, "medium"],
    ["a rollback of a single replica", { tool: "rollback", replicas: 1 }, "high"],
    ["a rollback after a failure, with dependents, half sure", { tool: "rollback", recentFailures: 1, blastRadius: wide, confidenceRatio: 0.6 }, "critical"],
    ["anything stateful", { stateful: true }, "critical"],
  ] as const)("calls %s by its tier", (_what, facts, tier) => {
    expect(assessRisk({ ...calm, ...facts }).tier).toBe(tier);
  });

  test("never sinks when a fact gets worse, and its factors add up", () => {
    const order = ["low", "medium", "high", "critical"];
    const worse: Partial<RiskFacts>[] = [{ tool: "rollback" }, { stateful: true }, { replicas: 1 }, { recentFailures: 2 }, { confidenceRatio: 0.6 }, { blastRadius: wide }, { blastRadius: { ...calm.blastRadius, stale: true } }];
    fc.assert(
      fc.property(fc.subarray(worse), fc.constantFrom(...worse), (base, more) => {
        const facts = Object.assign({}, calm, ...base) as RiskFacts;
        const before = assessRisk(facts);
        const after = assessRisk("blastRadius" in more ? { ...facts, blastRadius: { ...facts.blastRadius, ...more.blastRadius, stale: facts.blastRadius.stale || more.blastRadius?.stale === true, entities: more.blastRadius === undefined || more.blastRadius.entities.length < facts.blastRadius.entities.length ? facts.blastRadius.entities : more.blastRadius.entities } } : { ...facts, ...more });
        expect(order.indexOf(after.tier)).toBeGreaterThanOrEqual(order.indexOf(before.tier));
        expect(after.factors.reduce((sum, factor) => sum + factor.points, 0)).toBe(after.score);
      }),
    );
  });
});
