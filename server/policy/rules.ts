import type { PolicyJudgement, PolicyReason, Tool } from "@/lib/contracts/action";
import type { RiskTier } from "@/lib/contracts/decision";

/** What policy looks at; `running` and `recentOnTarget` count automatic actions only. */
export interface PolicyFacts {
  readonly mode: "observe" | "assist" | "auto";
  readonly tool: Tool;
  readonly risk: RiskTier;
  readonly stateful: boolean;
  readonly paused: boolean;
  readonly running: number;
  readonly recentOnTarget: number;
}

export interface PolicyLimits {
  readonly maxConcurrent: number;
  readonly maxPerTargetPerHour: number;
}

/** Tools that may run unasked at low risk; every other tool asks. */
const automaticTools: ReadonlySet<Tool> = new Set<Tool>(["restart"]);

/**
 * Judges an action by rules alone. Every rule speaks, the strictest word wins: `forbid` over `ask` over `allow`. `whyNotAuto`
 * holds each rule that did not say `allow`.
 */
export function judgeAction(facts: PolicyFacts, limits: PolicyLimits): PolicyJudgement {
  const reasons: PolicyReason[] = [
    { rule: "mode", outcome: facts.mode === "auto" ? "allow" : facts.mode === "assist" ? "ask" : "forbid", observed: facts.mode, threshold: "auto" },
    { rule: "stateful_never_automatic", outcome: facts.stateful ? "ask" : "allow", observed: facts.stateful ? "stateful" : "stateless", threshold: "stateless" },
    { rule: "risk_ceiling", outcome: facts.risk === "low" ? "allow" : "ask", observed: facts.risk, threshold: "low" },
    { rule: "tool_default", outcome: automaticTools.has(facts.tool) ? "allow" : "ask", observed: facts.tool, threshold: [...automaticTools].join(", ") },
    { rule: "brake", outcome: facts.paused ? "ask" : "allow", observed: facts.paused ? "paused" : "released", threshold: "released" },
    { rule: "breaker_target_rate", outcome: facts.recentOnTarget < limits.maxPerTargetPerHour ? "allow" : "ask", observed: facts.recentOnTarget, threshold: limits.maxPerTargetPerHour },
    { rule: "breaker_concurrency", outcome: facts.running < limits.maxConcurrent ? "allow" : "ask", observed: facts.running, threshold: limits.maxConcurrent },
  ];
  const whyNotAuto = reasons.filter((reason) => reason.outcome !== "allow");
  const verdict = reasons.some((reason) => reason.outcome === "forbid") ? "forbid" : whyNotAuto.length > 0 ? "ask" : "allow";
  return { verdict, reasons, whyNotAuto };
}
