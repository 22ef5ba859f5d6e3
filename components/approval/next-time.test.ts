import { describe, expect, test } from "vitest";
import type { PolicyReason } from "@/lib/contracts/action";
import { policySettings, type Policy, type PolicyRule } from "@/lib/contracts/policy";
import { mayBeProposed, proposalsFor } from "./next-time";

const policy = (rule: PolicyRule, settings: Policy["settings"], editable = true): Policy => ({ id: `pol_${rule}`, rule, version: 1, editable, settings, changedBy: null, changedAt: null, reason: null });
const policies = [
  policy("tool_default", { restart: "allow", scale: "ask", rollback: "ask", silence: "ask", run_playbook: "ask" }),
  policy("risk_ceiling", { ceiling: "low", earnedCeiling: "medium", environments: {}, namespaces: {} }),
  policy("stateful_never_automatic", {}, false),
];
const against = (...rules: string[]): PolicyReason[] => rules.map((rule) => ({ rule, outcome: "ask", observed: "x", threshold: "y" }));

describe("proposalsFor", () => {
  test("loosens just the policies that stood in the way, by settings that their rules accept", () => {
    const proposals = proposalsFor({ tool: "rollback", risk: "medium" }, against("tool_default", "risk_ceiling"), policies);
    expect(proposals.map(({ rule, settings }) => [rule, settings])).toEqual([
      ["tool_default", { restart: "allow", scale: "ask", rollback: "allow", silence: "ask", run_playbook: "ask" }],
      ["risk_ceiling", { ceiling: "medium", earnedCeiling: "medium", environments: {}, namespaces: {} }],
    ]);
    for (const { rule, settings } of proposals) expect(policySettings[rule].safeParse(settings).success).toBe(true);
  });

  test("never proposes doctrine, earned trust, the brake or a breaker away", () => {
    expect(proposalsFor({ tool: "restart", risk: "low" }, against("stateful_never_automatic", "earned_autonomy", "brake", "breaker_cooldown", "mode", "protected_target"), policies)).toEqual([]);
  });

  test("never raises the ceiling to high, nor lets a playbook run itself", () => {
    expect(proposalsFor({ tool: "run_playbook", risk: "critical" }, against("tool_default", "risk_ceiling"), policies)).toEqual([]);
    expect(mayBeProposed({ tool: "run_playbook", risk: "critical" }, against("tool_default", "risk_ceiling"))).toBe(false);
  });
});
