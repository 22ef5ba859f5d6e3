import { z } from "zod";
import { tool } from "@/lib/contracts/action";
import { operatingMode } from "@/lib/contracts/automation";
import { riskTier } from "@/lib/contracts/decision";
import { environment, standing, type Environment } from "@/lib/contracts/policy";

/** What an action type has earned so far, as judging sees it. */
export const trust = z.object({
  trials: z.int().min(0),
  verified: z.int().min(0),
  /** Verified since the last failure or demotion; null when there was none. */
  sinceFailure: z.int().min(0).nullable(),
  standing,
});
export type Trust = z.infer<typeof trust>;

/** How much ran already on behalf of nobody, in one origin. */
export const breakerCounts = z.object({
  /** Automatic actions under way. */
  running: z.int().min(0),
  /** Automatic actions on this target started within the last hour. */
  recentOnTarget: z.int().min(0),
  /** Automatic actions started within the last hour. */
  recentGlobal: z.int().min(0),
  /** Since the last automatic action on this target started; null when there was none within a day. */
  secondsSinceLast: z.number().min(0).nullable(),
  /** Attempts with this tool on this target that did not help, since one did, within a day. */
  sameFailures: z.int().min(0),
});
export type BreakerCounts = z.infer<typeof breakerCounts>;

/** All that policy looks at; stored with the action, so that it can be judged again exactly. */
export const policyFacts = z.object({
  mode: operatingMode,
  tool,
  risk: riskTier,
  stateful: z.boolean(),
  namespace: z.string(),
  name: z.string(),
  environment,
  paused: z.boolean(),
  /** Name of the maintenance window in force over the target, or null. */
  activeWindow: z.string().nullable(),
  trust,
  breakers: breakerCounts,
});
export type PolicyFacts = z.infer<typeof policyFacts>;

const productionName = /(^|[-_.])(prod|production|prd|live)([-_.\d]|$)/;
const otherName = /(^|[-_.])(staging|stage|stg|uat|qa|test|testing|dev|develop|development|sandbox|preview|demo)([-_.\d]|$)/;

/** Where a target lives, by what its namespace and then its cluster are called. */
export function environmentOf(target: { readonly cluster: string; readonly namespace: string }): Environment {
  for (const name of [target.namespace, target.cluster]) {
    if (productionName.test(name)) return "production";
    if (otherName.test(name)) return "nonproduction";
  }
  return "unknown";
}
