import { assertNever } from "@/lib/assert-never";
import type { ActionCall } from "@/lib/contracts/action";
import type { ApprovalStatus } from "@/lib/contracts/approval";
import type { Role, Statement } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";
import type { Hypothesis } from "../decision/rules/causes";

/**
 * Life cycle of an approval. Only `pending` can be answered, once; `approved` may go back to `pending` until its action starts.
 * The rest is settled for good. Written only by `server/approval`.
 */
const transitions: Readonly<Record<ApprovalStatus, readonly ApprovalStatus[]>> = {
  pending: ["approved", "denied", "expired", "superseded", "revoked"],
  approved: ["pending", "superseded", "revoked"],
  denied: [],
  expired: [],
  superseded: [],
  revoked: [],
};

/** Whether an approval may go from one status to another. */
export function mayBecome(from: ApprovalStatus, to: ApprovalStatus): boolean {
  return transitions[from].includes(to);
}

/** Whether a role is enough to decide a risk. */
export function mayDecide(role: Role, risk: RiskTier): boolean {
  if (role === "commander") return true;
  return role === "operator" && (risk === "low" || risk === "medium");
}

/** How long an approval can be taken back before it runs, in ms; higher risks are guarded by friction in the client instead. */
export function undoWindowMs(risk: RiskTier, undoMs: number): number {
  return risk === "low" || risk === "medium" ? undoMs : 0;
}

/** Names of pins that are not equal to the frozen arguments; today equality is the only narrowing there is. */
export function wideningPins(args: Readonly<Record<string, string | number>>, pins: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(pins).flatMap(([name, value]) => (Object.hasOwn(args, name) && args[name] === value ? [] : [name]));
}

/** A rolling change of Deployments takes about this long per replica. */
const secondsPerReplica = 10;

/** What happens if nobody answers, and if the answer is yes. */
export function consequencesOf(call: ActionCall, hypothesis: Hypothesis): { ifIgnored: Statement; ifApproved: Statement } {
  const { metrics, state } = hypothesis.observation;
  const replicas = state?.desired ?? 1;
  const seconds = replicas * secondsPerReplica;
  const name = call.args.name;
  const ratio = metrics.errorRatio.reading?.deviates ? metrics.errorRatio.reading.now : null;
  const ifIgnored: Statement =
    ratio !== null
      ? { code: "error_budget_burns", params: { ratio: Number(ratio.toPrecision(3)), name } }
      : metrics.backlog.reading?.deviates
        ? { code: "backlog_keeps_growing", params: { name } }
        : { code: "keeps_firing", params: { name } };
  switch (call.tool) {
    case "restart":
      return { ifIgnored, ifApproved: { code: "restart_replaces_pods", params: { name, replicas, seconds } } };
    case "rollback":
      return { ifIgnored, ifApproved: { code: "rollback_replaces_pods", params: { name, replicas, revision: call.args.toRevision, seconds } } };
    default:
      return assertNever(call);
  }
}
