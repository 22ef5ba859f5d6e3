import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgingRule, type PolicySettings } from "@/lib/contracts/policy";
import { shippedSettings } from "./defaults";
import { environmentOf, policyFacts, type PolicyFacts } from "./facts";
import { judgeAction, type StandingPolicies } from "./rules";

const trust = { trials: 0, verified: 0, sinceFailure: null, standing: "earned" } as const;
const breakers = { running: 0, recentOnTarget: 0, recentGlobal: 0, secondsSinceLast: null, sameFailures: 0 } as const;
const easy: PolicyFacts = { mode: "auto", tool: "restart", risk: "low", stateful: false, namespace: "shop", name: "checkout", environment: "unknown", paused: false, activeWindow: null, trust, breakers };
const earned = { trials: 16, verified: 16, sinceFailure: null, standing: "earned" } as const;
const withSettings = (change: Partial<PolicySettings>): StandingPolicies => ({ ...shippedSettings, ...change });

const anyFacts: fc.Arbitrary<PolicyFacts> = fc.record({
  mode: fc.constantFrom("observe", "assist", "auto"),
  tool: fc.constantFrom("restart", "scale", "rollback", "silence", "run_playbook"),
  risk: fc.constantFrom("low", "medium", "high", "critical"),
  stateful: fc.boolean(),
  namespace: fc.constantFrom("shop", "kube-system", "constructor"),
  name: fc.constantFrom("checkout", "postgres-primary", "my-redis", "predispatch"),
  environment: fc.constantFrom("production", "nonproduction", "unknown"),
  paused: fc.boolean(),
  activeWindow: fc.option(fc.constant("upgrade")),
  trust: fc
    .record({ failed: fc.nat(60), verified: fc.nat(60), sinceFailure: fc.option(fc.nat(20)), standing: fc.constantFrom("earned", "always_ask", "allowed") })
    .map(({ failed, ...rest }) => ({ ...rest, trials: failed + rest.verified })),
  breakers: fc.record({ running: fc.nat(5), recentOnTarget: fc.nat(6), recentGlobal: fc.nat(15), secondsSinceLast: fc.option(fc.nat(5_000)), sameFailures: fc.nat(4) }),
});

describe("judgeAction", () => {
  test("allows a low-risk restart in auto and gives a reason for every rule", () => {
    const judgement = judgeAction(easy, shippedSettings);
    expect(judgement).toMatchObject({ verdict: "allow", whyNotAuto: [] });
    expect(judgement.reasons.map((reason) => reason.rule)).toEqual(judgingRule.options);
  });

  test.each([
    ["mode", { mode: "assist" }, "ask", "assist"],
    ["mode", { mode: "observe" }, "forbid", "observe"],
    ["stateful_never_automatic", { stateful: true }, "ask", "stateful"],
    ["protected_target", { name: "orders-postgresql-0" }, "ask", "protected"],
    ["protected_target", { namespace: "kube-system" }, "ask", "protected"],
    ["risk_ceiling", { risk: "medium" }, "ask", "medium"],
    ["maintenance_window", { activeWindow: "upgrade" }, "ask", "upgrade"],
    ["brake", { paused: true }, "ask", "paused"],
    ["earned_autonomy", { trust: { ...earned, standing: "always_ask" } }, "ask", "always_ask"],
    ["breaker_target_rate", { breakers: { ...breakers, recentOnTarget: 3 } }, "ask", 3],
    ["breaker_concurrency", { breakers: { ...breakers, running: 2 } }, "ask", 2],
    ["breaker_global_rate", { breakers: { ...breakers, recentGlobal: 10 } }, "ask", 10],
    ["breaker_cooldown", { breakers: { ...breakers, secondsSinceLast: 599.5 } }, "ask", 599],
    ["breaker_repeat", { breakers: { ...breakers, sameFailures: 2 } }, "ask", 2],
  ] as const)("lets %s speak against %j, and says how to allow it", (rule, facts, verdict, observed) => {
    const judgement = judgeAction({ ...easy, ...facts }, shippedSettings);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.whyNotAuto).toMatchObject([{ rule, outcome: verdict, observed, remedy: { code: expect.any(String) } }]);
  });

  test("asks about a tool that has not earned it, says how much is missing, and lets it run once earned", () => {
    const scale = { ...easy, tool: "scale" } as const;
    expect(judgeAction(scale, shippedSettings)).toMatchObject({ verdict: "ask", whyNotAuto: [{ rule: "tool_default", observed: "ask", threshold: "allow" }, { rule: "earned_autonomy", observed: 0, threshold: 0.8, remedy: { code: "verify_more", params: { count: 16 } } }] });
    expect(judgeAction({ ...scale, trust: earned }, shippedSettings).verdict).toBe("allow");
    expect(judgeAction({ ...scale, risk: "medium", trust: earned }, shippedSettings).verdict, "what is trusted may be riskier").toBe("allow");
    expect(judgeAction({ ...scale, risk: "high", trust: earned }, shippedSettings).verdict).toBe("ask");
    expect(judgeAction({ ...scale, trust: { ...trust, standing: "allowed" } }, shippedSettings).verdict, "the commander's pin").toBe("allow");
  });

  test("takes what was earned away after one failure, until enough was verified again", () => {
    const rollback = (sinceFailure: number) => judgeAction({ ...easy, tool: "rollback", risk: "medium", trust: { trials: 60, verified: 59, sinceFailure, standing: "earned" } }, shippedSettings);
    expect([0, 4, 5].map((since) => rollback(since).verdict)).toEqual(["ask", "ask", "allow"]);
    expect(rollback(3).whyNotAuto.find((reason) => reason.rule === "earned_autonomy")?.remedy).toEqual({ code: "verify_more", params: { count: 2 } });
  });

  test("lets an environment or a namespace have its own ceiling, the namespace's first, and never lets trust lift it", () => {
    const policies = withSettings({ risk_ceiling: { ...shippedSettings.risk_ceiling, environments: { production: "none", nonproduction: "medium" }, namespaces: { sandbox: "medium", payments: "none" } } });
    const verdictOf = (facts: Partial<PolicyFacts>) => judgeAction({ ...easy, trust: earned, ...facts }, policies).verdict;
    expect(verdictOf({ environment: "production" })).toBe("ask");
    expect(verdictOf({ environment: "nonproduction", risk: "medium" })).toBe("allow");
    expect(verdictOf({ environment: "production", namespace: "sandbox" })).toBe("allow");
    expect(verdictOf({ environment: "nonproduction", namespace: "payments" })).toBe("ask");
  });

  test("lets nothing pass a rule whose settings cannot be read", () => {
    for (const rule of judgingRule.options) {
      const judgement = judgeAction(easy, { ...shippedSettings, [rule]: null });
      expect(judgement.verdict).toBe("ask");
      expect(judgement.whyNotAuto.find((reason) => reason.rule === rule)).toMatchObject({ observed: "unreadable", remedy: { code: "save_policy_again" } });
    }
  });

  test("for all facts: the strictest word wins, what it allows is harmless, and doctrine cannot be argued with", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { verdict, reasons, whyNotAuto } = judgeAction(facts, shippedSettings);
        const words = reasons.map((reason) => reason.outcome);
        expect(verdict).toBe(words.includes("forbid") ? "forbid" : words.includes("ask") ? "ask" : "allow");
        expect(whyNotAuto).toEqual(reasons.filter((reason) => reason.outcome !== "allow"));
        for (const reason of reasons) expect(reason.remedy === undefined).toBe(reason.outcome === "allow");
        if (facts.mode === "observe") expect(verdict).toBe("forbid");
        if (verdict !== "allow") return;
        expect(facts).toMatchObject({ mode: "auto", stateful: false, paused: false, activeWindow: null });
        expect(["low", "medium"]).toContain(facts.risk);
        expect(["shop", "constructor"]).toContain(facts.namespace);
        expect(["checkout", "predispatch"]).toContain(facts.name);
        expect(facts.tool).not.toBe("run_playbook");
        expect(facts.breakers.running).toBeLessThan(2);
        expect(facts.trust.standing).not.toBe("always_ask");
      }),
      { numRuns: 1_000 },
    );
  });

  test("gives stored facts the same judgement again", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(judgeAction(policyFacts.parse(JSON.parse(JSON.stringify(facts))), shippedSettings)).toEqual(judgeAction(facts, shippedSettings));
      }),
    );
  });
});

describe("environmentOf", () => {
  test.each([
    ["shop-prod", "default", "production"],
    ["production", "dev", "production"],
    ["shop", "prod-eu1", "production"],
    ["shop-staging", "prod", "nonproduction"],
    ["products", "default", "unknown"],
    ["delivery", "livestock", "unknown"],
    ["dev", "default", "nonproduction"],
  ])("of namespace %s in cluster %s is %s", (namespace, cluster, expected) => {
    expect(environmentOf({ cluster, namespace })).toBe(expected);
  });
});
