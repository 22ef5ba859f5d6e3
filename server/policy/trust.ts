import type { PolicySettings } from "@/lib/contracts/policy";
import type { Trust } from "./facts";

/** Two-sided 95 %. */
const z = 1.96;

/** Lower end of the Wilson interval of a share: what the success rate is at least, with 95 % confidence; 0 without trials. */
export function wilsonLowerBound(successes: number, trials: number): number {
  if (successes === 0) return 0;
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return Math.max(0, (centre - spread) / (1 + (z * z) / trials));
}

/** Whether an action type may leave `ask`: by the commander's pin, else by a bound high enough and enough successes since its last failure. */
export function hasEarned(trust: Trust, settings: PolicySettings["earned_autonomy"]): boolean {
  if (trust.standing !== "earned") return trust.standing === "allowed";
  return wilsonLowerBound(trust.verified, trust.trials) >= settings.minimumBound && (trust.sinceFailure === null || trust.sinceFailure >= settings.afterFailure);
}

/** A hopeless record is told as this many, not counted out. */
const mostMissing = 1_000;

/** How many more verified actions in a row would earn it; 0 when it is earned. */
export function missingVerified(trust: Trust, settings: PolicySettings["earned_autonomy"]): number {
  const after = (more: number): Trust => ({ standing: "earned", trials: trust.trials + more, verified: trust.verified + more, sinceFailure: trust.sinceFailure === null ? null : trust.sinceFailure + more });
  let more = 0;
  while (more < mostMissing && !hasEarned(after(more), settings)) more += 1;
  return more;
}
