import { policyRule, protectedAlways, type PolicyRule, type PolicySettings } from "@/lib/contracts/policy";

/** Version 1 of every policy: what stands until a commander saves another. */
export const shippedSettings: PolicySettings = {
  mode: {},
  stateful_never_automatic: {},
  protected_target: { namespaces: [...protectedAlways.namespaces], names: [...protectedAlways.names] },
  tool_default: { restart: "allow", scale: "ask", rollback: "ask", silence: "ask", run_playbook: "ask" },
  earned_autonomy: { minimumBound: 0.8, afterFailure: 5 },
  risk_ceiling: { ceiling: "low", earnedCeiling: "medium", environments: {}, namespaces: {} },
  maintenance_window: { verdict: "ask" },
  brake: {},
  breaker_target_rate: { perHour: 3 },
  breaker_concurrency: { running: 2 },
  breaker_global_rate: { perHour: 10 },
  breaker_cooldown: { seconds: 600 },
  breaker_repeat: { failures: 2 },
  approval_expiry: { low: 60, medium: 60, high: 60, critical: 60 },
};

/** Doctrine, and rules that another control sets. */
const fixed: ReadonlySet<PolicyRule> = new Set<PolicyRule>(["mode", "stateful_never_automatic", "brake"]);

/** Whether a commander may save another version. */
export function isEditable(rule: PolicyRule): boolean {
  return !fixed.has(rule);
}

/** There is one policy per rule, so its id is the rule's name and exists before anyone saved it. */
export function policyIdOf(rule: PolicyRule): string {
  return `pol_${rule}`;
}

/** The rule of a policy's id, or null when there is no such policy. */
export function ruleOfId(id: string): PolicyRule | null {
  return policyRule.options.find((rule) => policyIdOf(rule) === id) ?? null;
}
