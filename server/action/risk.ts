import { assertNever } from "@/lib/assert-never";
import type { ActionCall } from "@/lib/contracts/action";
import type { BlastRadius, Risk, RiskTier } from "@/lib/contracts/decision";
import type { Environment } from "@/lib/contracts/policy";

/** What the risk of an action depends on; all facts, none from a model or an alert text. */
export interface RiskFacts {
  readonly call: ActionCall;
  readonly stateful: boolean;
  /** Replicas the target wants now. */
  readonly replicas: number;
  readonly environment: Environment;
  readonly blastRadius: BlastRadius;
  readonly confidenceRatio: number;
  /** Since the last attempt on this target that did not help; null when there was none within a day. */
  readonly secondsSinceFailure: number | null;
}

type Factor = Risk["factors"][number];

/** A silence longer than this hides a fault from the next shift as well. */
const longSilenceSeconds = 2 * 3_600;
const hourSeconds = 3_600;

function tierOf(score: number): RiskTier {
  if (score >= 6) return "critical";
  if (score >= 4) return "high";
  if (score >= 2) return "medium";
  return "low";
}

const tiers: readonly RiskTier[] = ["low", "medium", "high", "critical"];

/** Whether one risk is greater than another. */
export function isRiskier(a: RiskTier, b: RiskTier): boolean {
  return tiers.indexOf(a) > tiers.indexOf(b);
}

/** What the tool itself adds: how far it can be taken back, and what it does to who is served. */
function toolFactors(call: ActionCall, replicas: number, dependents: number): Factor[] {
  const single: Factor[] = replicas < 2 ? [{ code: "single_replica", observed: replicas, points: 2 }] : [];
  switch (call.tool) {
    case "restart":
      return [{ code: "reversible", observed: call.tool, points: 0 }, ...single];
    case "rollback":
      return [{ code: "reversible", observed: call.tool, points: 0 }, { code: "changes_version", observed: call.tool, points: 2 }, ...single];
    case "scale": {
      const { fromReplicas: from, toReplicas: to } = call.args;
      const reversible: Factor = { code: "reversible", observed: call.tool, points: 0 };
      if (to === 0) return [reversible, { code: "scales_to_zero", observed: from, points: dependents > 0 ? 4 : 2 }];
      if (to < from) return [reversible, { code: "scales_down", observed: to - from, points: 2 }];
      return [reversible, { code: "scales_up", observed: to - from, points: to > from * 3 ? 2 : 0 }];
    }
    case "silence":
      return [{ code: "reversible", observed: call.tool, points: 0 }, { code: "hides_alert", observed: call.args.durationSeconds, points: call.args.durationSeconds > longSilenceSeconds ? 2 : 0 }];
    case "run_playbook":
      return [{ code: "irreversible", observed: call.tool, points: 4 }];
    default:
      return assertNever(call);
  }
}

/** The risk tier with every factor that made it; a factor of 0 points is listed too, so that a reader sees it was weighed. */
export function assessRisk(facts: RiskFacts): Risk {
  const { call, blastRadius } = facts;
  // A silence touches nobody's pods: it is as grave as what it hides, and reaches nobody.
  const touches = call.tool !== "silence";
  const dependents = blastRadius.entities.filter((entity) => entity.hops > 0).length;
  const factors: Factor[] = [
    ...toolFactors(call, facts.replicas, dependents),
    facts.stateful ? { code: "stateful", observed: call.tool, points: touches ? 6 : 2 } : { code: "stateless", observed: call.tool, points: 0 },
    { code: "blast_radius", observed: dependents, points: touches && dependents >= 3 ? 1 : 0 },
    { code: "environment", observed: facts.environment, points: facts.environment === "production" ? 1 : 0 },
  ];
  if (facts.confidenceRatio < 0.75) factors.push({ code: "low_confidence", observed: facts.confidenceRatio, points: 1 });
  if (facts.secondsSinceFailure !== null) factors.push({ code: "previous_failure", observed: Math.round(facts.secondsSinceFailure), points: facts.secondsSinceFailure < hourSeconds ? 3 : 2 });
  if (blastRadius.stale) factors.push({ code: "stale_topology", observed: blastRadius.topologyAgeSeconds ?? "unknown", points: 1 });
  const score = factors.reduce((sum, factor) => sum + factor.points, 0);
  return { tier: tierOf(score), score, factors };
}
