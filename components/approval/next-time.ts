import type { Action, PolicyReason } from "@/lib/contracts/action";
import type { Policy, PolicyRule } from "@/lib/contracts/policy";

/** A change of one policy after which its rule would no longer stand in the way. */
export interface Proposal {
  readonly policyId: string;
  readonly rule: PolicyRule;
  readonly settings: Readonly<Record<string, unknown>>;
}

const tiers = ["none", "low", "medium"];

function atLeast(ceiling: unknown, tier: string): string {
  return tiers.indexOf(String(ceiling)) >= tiers.indexOf(tier) ? String(ceiling) : tier;
}

function settingsAfter(policy: Policy, action: Pick<Action, "tool" | "risk">): Proposal["settings"] | null {
  switch (policy.rule) {
    case "tool_default":
      return action.tool === "run_playbook" ? null : { ...policy.settings, [action.tool]: "allow" };
    case "risk_ceiling":
      return tiers.includes(action.risk) ? { ...policy.settings, ceiling: atLeast(policy.settings.ceiling, action.risk), earnedCeiling: atLeast(policy.settings.earnedCeiling, action.risk) } : null;
    default:
      return null;
  }
}

/**
 * What would have to be changed so that an action like this runs by itself next time: one proposal for each policy that stood in the
 * way and may be loosened. Doctrine, trust that is earned, the brake and the breakers are never proposed away.
 */
export function proposalsFor(action: Pick<Action, "tool" | "risk">, whyNotAuto: readonly PolicyReason[], policies: readonly Policy[]): Proposal[] {
  return whyNotAuto.flatMap(({ rule }) => {
    const policy = policies.find((candidate) => candidate.rule === rule && candidate.editable);
    const settings = policy === undefined ? null : settingsAfter(policy, action);
    return policy === undefined || settings === null ? [] : [{ policyId: policy.id, rule: policy.rule, settings }];
  });
}

/** Whether there is anything to propose at all, before the policies are read. */
export function mayBeProposed(action: Pick<Action, "tool" | "risk">, whyNotAuto: readonly PolicyReason[]): boolean {
  return whyNotAuto.some(({ rule }) => (rule === "tool_default" && action.tool !== "run_playbook") || (rule === "risk_ceiling" && tiers.includes(action.risk)));
}
