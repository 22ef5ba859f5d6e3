import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { ActionCall, ActionStatus } from "@/lib/contracts/action";
import type { BlastRadius, Risk, RiskTier } from "@/lib/contracts/decision";

/**
 * Life cycle of an action. `running` holds a lease; what happened after `mayHaveRunAt` and before `verifying` is only known when
 * the target says so, else it is `outcome_unknown`, which nothing leaves. Written only by `server/action`.
 */
const transitions: Readonly<Record<ActionStatus, readonly ActionStatus[]>> = {
  proposed: ["approved", "cancelled"],
  approved: ["proposed", "running", "cancelled"],
  running: ["approved", "verifying", "cancelled", "failed", "outcome_unknown"],
  verifying: ["succeeded", "failed", "rolled_back"],
  succeeded: [],
  failed: ["rolled_back"],
  rolled_back: [],
  cancelled: [],
  outcome_unknown: [],
};

/** Whether an action may go from one status to another. */
export function mayBecome(from: ActionStatus, to: ActionStatus): boolean {
  return transitions[from].includes(to);
}

/** SHA-256 (hex) of the RFC 8785 JSON of `{tool, args}`: equal calls have equal hashes whatever their key order. */
export function hashCall(call: ActionCall): string {
  return createHash("sha256").update(canonicalize({ tool: call.tool, args: call.args }) ?? "").digest("hex");
}

/** What the risk of an action depends on; all facts, none from a model or an alert text. */
export interface RiskFacts {
  readonly tool: ActionCall["tool"];
  readonly stateful: boolean;
  readonly replicas: number;
  readonly blastRadius: BlastRadius;
  readonly confidenceRatio: number;
  /** Failed attempts on the same target in the last 24 h. */
  readonly recentFailures: number;
}

function tierOf(score: number): RiskTier {
  if (score >= 6) return "critical";
  if (score >= 4) return "high";
  if (score >= 2) return "medium";
  return "low";
}

/** The risk tier with every factor that made it; a factor of 0 points is listed too, so that a reader sees it was weighed. */
export function assessRisk(facts: RiskFacts): Risk {
  const dependents = facts.blastRadius.entities.filter((entity) => entity.hops > 0).length;
  const factors: Risk["factors"] = [
    { code: "reversible", observed: facts.tool, points: 0 },
    facts.stateful ? { code: "stateful", observed: facts.tool, points: 6 } : { code: "stateless", observed: facts.tool, points: 0 },
    { code: "blast_radius", observed: dependents, points: dependents >= 3 ? 1 : 0 },
  ];
  if (facts.tool === "rollback") factors.push({ code: "changes_version", observed: facts.tool, points: 2 });
  if (facts.replicas < 2) factors.push({ code: "single_replica", observed: facts.replicas, points: 2 });
  if (facts.confidenceRatio < 0.75) factors.push({ code: "low_confidence", observed: facts.confidenceRatio, points: 1 });
  if (facts.recentFailures > 0) factors.push({ code: "previous_failure", observed: facts.recentFailures, points: 2 });
  if (facts.blastRadius.stale) factors.push({ code: "stale_topology", observed: facts.blastRadius.topologyAgeSeconds ?? "unknown", points: 1 });
  const score = factors.reduce((sum, factor) => sum + factor.points, 0);
  return { tier: tierOf(score), score, factors };
}
