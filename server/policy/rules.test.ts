import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeAction, type PolicyFacts } from "./rules";

const limits = { maxConcurrent: 2, maxPerTargetPerHour: 3 };
const easy: PolicyFacts = { mode: "auto", tool: "restart", risk: "low", stateful: false, paused: false, running: 0, recentOnTarget: 0 };

const anyFacts: fc.Arbitrary<PolicyFacts> = fc.record({
  mode: fc.constantFrom("observe", "assist", "auto"),
  tool: fc.constantFrom("restart", "rollback"),
  risk: fc.constantFrom("low", "medium", "high", "critical"),
  stateful: fc.boolean(),
  paused: fc.boolean(),
  running: fc.nat(5),
  recentOnTarget: fc.nat(6),
});

describe("judgeAction", () => {
  test("allows a low-risk restart in auto and gives a reason for every rule", () => {
    const judgement = judgeAction(easy, limits);
    expect(judgement).toMatchObject({ verdict: "allow", whyNotAuto: [] });
    expect(new Set(judgement.reasons.map((reason) => reason.rule)).size).toBe(7);
  });

  test.each([
    ["mode", { mode: "assist" }, "ask", "assist"],
    ["mode", { mode: "observe" }, "forbid", "observe"],
    ["stateful_never_automatic", { stateful: true }, "ask", "stateful"],
    ["risk_ceiling", { risk: "medium" }, "ask", "medium"],
    ["tool_default", { tool: "rollback" }, "ask", "rollback"],
    ["brake", { paused: true }, "ask", "paused"],
    ["breaker_target_rate", { recentOnTarget: 3 }, "ask", 3],
    ["breaker_concurrency", { running: 2 }, "ask", 2],
  ] as const)("lets %s speak against %j", (rule, facts, verdict, observed) => {
    const judgement = judgeAction({ ...easy, ...facts }, limits);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.whyNotAuto).toMatchObject([{ rule, outcome: verdict, observed }]);
  });

  test("for all facts: the strictest word wins, and what it allows is harmless", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { verdict, reasons, whyNotAuto } = judgeAction(facts, limits);
        const words = reasons.map((reason) => reason.outcome);
        expect(verdict).toBe(words.includes("forbid") ? "forbid" : words.includes("ask") ? "ask" : "allow");
        expect(whyNotAuto).toEqual(reasons.filter((reason) => reason.outcome !== "allow"));
        if (facts.mode === "observe") expect(verdict).toBe("forbid");
        if (verdict === "allow") expect(facts).toMatchObject({ mode: "auto", stateful: false, paused: false, risk: "low", tool: "restart" });
      }),
    );
  });
});
