import type { PolicyJudgement, PolicyReason } from "@/lib/contracts/action";
import type { Statement } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";
import { judgingRule, type JudgingRule, type PolicyRule, type PolicySettings } from "@/lib/contracts/policy";
import type { PolicyFacts } from "./facts";
import { hasEarned, missingVerified, wilsonLowerBound } from "./trust";

/** The policies that stand; null where the stored settings cannot be read, which lets nothing pass. */
export type StandingPolicies = { readonly [R in PolicyRule]: PolicySettings[R] | null };

type Opinion = Pick<PolicyReason, "outcome" | "observed" | "threshold" | "remedy">;
type Judge<R extends JudgingRule> = (facts: PolicyFacts, own: PolicySettings[R], all: StandingPolicies) => Opinion;

const byHand: Statement = { code: "approve_by_hand", params: {} };
const wait = (seconds: number): Statement => ({ code: "wait", params: { seconds: Math.max(1, Math.round(seconds)) } });
const hour = 3_600;

const allow = (observed: string | number, threshold: string | number): Opinion => ({ outcome: "allow", observed, threshold });
const ask = (observed: string | number, threshold: string | number, remedy: Statement): Opinion => ({ outcome: "ask", observed, threshold, remedy });

type Ceiling = RiskTier | "none";
const ceilings: readonly Ceiling[] = ["none", "low", "medium", "high", "critical"];
const isWithin = (risk: Ceiling, ceiling: Ceiling) => ceilings.indexOf(risk) <= ceilings.indexOf(ceiling);

function isProtected({ namespace, name }: PolicyFacts, { namespaces, names }: PolicySettings["protected_target"]): boolean {
  const parts = name.toLowerCase().split(/[-.]/);
  return namespaces.includes(namespace) || names.some((entry) => parts.some((part) => part.startsWith(entry.toLowerCase())));
}

/** Whether trust lifts this action type above its defaults; an unreadable policy lifts nothing. */
function isTrusted(facts: PolicyFacts, all: StandingPolicies): boolean {
  return all.earned_autonomy !== null && hasEarned(facts.trust, all.earned_autonomy);
}

/** One rule each; the compiler asks for every one. */
const judges: { readonly [R in JudgingRule]: Judge<R> } = {
  mode: ({ mode }) => {
    const remedy: Statement = { code: "set_mode", params: {} };
    return mode === "auto" ? allow(mode, "auto") : { outcome: mode === "assist" ? "ask" : "forbid", observed: mode, threshold: "auto", remedy };
  },
  stateful_never_automatic: ({ stateful }) => (stateful ? ask("stateful", "stateless", byHand) : allow("stateless", "stateless")),
  protected_target: (facts, own) => (isProtected(facts, own) ? ask("protected", "unprotected", byHand) : allow("unprotected", "unprotected")),
  tool_default: (facts, own, all) => {
    const verdict = own[facts.tool];
    if (verdict === "allow" || (verdict === "ask" && isTrusted(facts, all) && facts.tool !== "run_playbook")) return allow(verdict, "allow");
    const remedy: Statement = verdict === "forbid" ? { code: "change_policy", params: {} } : facts.tool === "run_playbook" ? byHand : { code: "earn_or_pin", params: {} };
    return { outcome: verdict, observed: verdict, threshold: "allow", remedy };
  },
  earned_autonomy: (facts, own, all) => {
    const { trust, tool } = facts;
    if (trust.standing === "always_ask") return ask("always_ask", "earned", { code: "take_pin_away", params: {} });
    if (trust.standing === "allowed") return allow("allowed", "earned");
    const bound = Math.floor(wilsonLowerBound(trust.verified, trust.trials) * 100) / 100;
    if (all.tool_default?.[tool] === "allow" || hasEarned(trust, own)) return allow(bound, own.minimumBound);
    return ask(bound, own.minimumBound, { code: "verify_more", params: { count: missingVerified(trust, own) } });
  },
  risk_ceiling: (facts, own, all) => {
    const special = (Object.hasOwn(own.namespaces, facts.namespace) ? own.namespaces[facts.namespace] : undefined) ?? own.environments[facts.environment];
    const general = isTrusted(facts, all) && isWithin(own.ceiling, own.earnedCeiling) ? own.earnedCeiling : own.ceiling;
    const ceiling = special ?? general;
    if (isWithin(facts.risk, ceiling)) return allow(facts.risk, ceiling);
    return ask(facts.risk, ceiling, facts.risk === "high" || facts.risk === "critical" ? byHand : { code: "raise_ceiling", params: {} });
  },
  maintenance_window: ({ activeWindow }, own) => (activeWindow === null ? allow("none", "none") : { outcome: own.verdict, observed: activeWindow, threshold: "none", remedy: { code: "end_window", params: { name: activeWindow } } }),
  brake: ({ paused }) => (paused ? ask("paused", "released", { code: "release_brake", params: {} }) : allow("released", "released")),
  breaker_target_rate: ({ breakers }, own) => (breakers.recentOnTarget < own.perHour ? allow(breakers.recentOnTarget, own.perHour) : ask(breakers.recentOnTarget, own.perHour, wait(hour))),
  breaker_concurrency: ({ breakers }, own) => (breakers.running < own.running ? allow(breakers.running, own.running) : ask(breakers.running, own.running, { code: "let_others_end", params: {} })),
  breaker_global_rate: ({ breakers }, own) => (breakers.recentGlobal < own.perHour ? allow(breakers.recentGlobal, own.perHour) : ask(breakers.recentGlobal, own.perHour, wait(hour))),
  breaker_cooldown: ({ breakers: { secondsSinceLast } }, own) =>
    secondsSinceLast === null || secondsSinceLast >= own.seconds ? allow(secondsSinceLast === null ? "none" : Math.floor(secondsSinceLast), own.seconds) : ask(Math.floor(secondsSinceLast), own.seconds, wait(own.seconds - secondsSinceLast)),
  breaker_repeat: ({ breakers }, own) => (breakers.sameFailures < own.failures ? allow(breakers.sameFailures, own.failures) : ask(breakers.sameFailures, own.failures, byHand)),
};

function opinionOf<R extends JudgingRule>(rule: R, facts: PolicyFacts, all: StandingPolicies): Opinion {
  const own: PolicySettings[R] | null = all[rule];
  return own === null ? ask("unreadable", "readable", { code: "save_policy_again", params: {} }) : judges[rule](facts, own, all);
}

/**
 * Judges an action by rules alone. Every rule speaks, the strictest word wins: `forbid` over `ask` over `allow`. `whyNotAuto`
 * holds each rule that did not say `allow`, with how to allow it. The same facts and policies always give the same judgement.
 */
export function judgeAction(facts: PolicyFacts, policies: StandingPolicies): PolicyJudgement {
  const reasons = judgingRule.options.map((rule): PolicyReason => ({ rule, ...opinionOf(rule, facts, policies) }));
  const whyNotAuto = reasons.filter((reason) => reason.outcome !== "allow");
  const verdict = reasons.some((reason) => reason.outcome === "forbid") ? "forbid" : whyNotAuto.length > 0 ? "ask" : "allow";
  return { verdict, reasons, whyNotAuto };
}
