import { assertNever } from "@/lib/assert-never";
import type { ActionCall } from "@/lib/contracts/action";
import type { ApprovalStatus } from "@/lib/contracts/approval";
import type { Role, Statement } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";

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

/** How long an approval can be taken back before it runs, in ms. High risks are guarded by friction in the client instead, critical ones by a second commander; one who approved a critical risk alone gets longest. */
export function undoWindowMs(risk: RiskTier, windows: { readonly undoMs: number; readonly criticalUndoMs: number }): number {
  switch (risk) {
    case "low":
    case "medium":
      return windows.undoMs;
    case "high":
      return 0;
    case "critical":
      return windows.criticalUndoMs;
  }
}

/** When people are reminded: half-way from a moment to the deadline. */
export function reminderAt(from: Date, expiresAt: Date): Date {
  return new Date((from.getTime() + expiresAt.getTime()) / 2);
}

/** The part of an explanation that consequences are told from. */
export interface Background {
  readonly observation: {
    readonly state: { readonly desired: number } | null;
    readonly metrics: Readonly<Partial<Record<"errorRatio" | "backlog", { readonly reading: { readonly now: number; readonly deviates: boolean } | null }>>>;
  };
}

/** A rolling change of Deployments takes about this long per replica. */
const secondsPerReplica = 10;

/** What happens if nobody answers, and if the answer is yes. */
export function consequencesOf(call: ActionCall, background: Background): { ifIgnored: Statement; ifApproved: Statement } {
  const { metrics, state } = background.observation;
  const replicas = state?.desired ?? 1;
  const seconds = replicas * secondsPerReplica;
  const name = call.args.name;
  const ratio = metrics.errorRatio?.reading?.deviates ? metrics.errorRatio.reading.now : null;
  const ifIgnored: Statement =
    ratio !== null
      ? { code: "error_budget_burns", params: { ratio: Number(ratio.toPrecision(3)), name } }
      : metrics.backlog?.reading?.deviates
        ? { code: "backlog_keeps_growing", params: { name } }
        : { code: "keeps_firing", params: { name } };
  switch (call.tool) {
    case "restart":
      return { ifIgnored, ifApproved: { code: "restart_replaces_pods", params: { name, replicas, seconds } } };
    case "rollback":
      return { ifIgnored, ifApproved: { code: "rollback_replaces_pods", params: { name, replicas, revision: call.args.toRevision, seconds } } };
    case "scale":
      return { ifIgnored, ifApproved: { code: "scale_changes_replicas", params: { name, from: call.args.fromReplicas, to: call.args.toReplicas } } };
    case "silence":
      return { ifIgnored, ifApproved: { code: "silence_hides_alert", params: { name: call.args.alertname, seconds: call.args.durationSeconds } } };
    case "run_playbook":
      return { ifIgnored, ifApproved: { code: "playbook_waits_for_hands", params: { name } } };
    default:
      return assertNever(call);
  }
}
