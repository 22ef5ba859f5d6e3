import type { RiskTier } from "@/lib/contracts/decision";
import type { Statement } from "@/lib/contracts/common";
import { reassessRisk } from "../../action/assess";
import { callOf, frozenCallOf, type ActionRow } from "../../action/change";
import { markMayHaveRun, type ActionClaim } from "../../action/claim";
import { hashCall } from "../../action/hash-call";
import { narrowCall } from "../../action/pins";
import { isRiskier } from "../../action/risk";
import type { World } from "../../container";
import { Drifted, isSameTarget, Refused, type ExecutorPort } from "../../executors/port";
import type { Ctx } from "../../platform/ctx";
import { messageOf, Unavailable } from "../../platform/errors";
import { readMode } from "../../policy/automation";

/** What an attempt came to. `later` and `held` did nothing and may be tried again; `handed_over` waits for people. */
export type Attempt =
  | { readonly kind: "done" }
  | { readonly kind: "handed_over" }
  | { readonly kind: "later" }
  | { readonly kind: "held" }
  | { readonly kind: "void"; readonly outcome: Statement }
  | { readonly kind: "failed"; readonly outcome: Statement }
  | { readonly kind: "unknown"; readonly message: string };

const drifted: Attempt = { kind: "void", outcome: { code: "drifted", params: {} } };

function failed(code: "execution_failed" | "dry_run_failed", message: string): Attempt {
  return { kind: "failed", outcome: { code, params: { message } } };
}

/** Whether what is stored is what was hashed, and what an approval narrowed is still narrower than what was frozen. */
function isIntact(action: ActionRow): boolean {
  const frozen = frozenCallOf(action);
  if (hashCall(frozen) !== action.argsHash) return false;
  if (action.effectiveArgs === null) return true;
  const effective = callOf(action);
  return hashCall(effective) === action.effectiveArgsHash && "call" in narrowCall(frozen, effective.args);
}

/** The tier a repair has risen to since it was allowed, or null. Its reach is walked anew over the topology of this moment. */
async function risenRisk(ctx: Ctx, world: World, action: ActionRow): Promise<RiskTier | null> {
  if (action.riskFacts === null) return null;
  const { tier } = await reassessRisk(ctx, { origin: action.origin, riskFacts: action.riskFacts, evidence: world.evidence });
  return isRiskier(tier, action.risk) ? tier : null;
}

/** After a doubtful attempt only the target itself can say that it ran. */
export async function probe(executor: ExecutorPort, action: ActionRow, message: string): Promise<Attempt> {
  try {
    if (await executor.happened(callOf(action), action.id)) return { kind: action.steps === null ? "done" : "handed_over" };
  } catch {
    // The target cannot be asked; the outcome stays unknown.
  }
  return { kind: "unknown", message };
}

/**
 * Carries out a claimed action: looks at everything that may have changed since it was allowed, tries it without effect, writes "may
 * have run", and then does it once.
 */
export async function attemptAction(ctx: Ctx, world: World, claim: ActionClaim): Promise<Attempt> {
  const { action } = claim;
  const executor = world.executors[action.tool];
  // An automatic action was judged again when it was claimed; what a human approved still does not run in a workspace that only observes.
  if ((await readMode(ctx.db, action.origin, world.mode)) === "observe") return { kind: "void", outcome: { code: "forbidden", params: { rule: "mode" } } };
  if (executor === null) return failed("execution_failed", "nothing is connected that could do it");
  if (!isIntact(action)) return failed("execution_failed", "the stored arguments do not match their hash");
  const call = callOf(action);
  let preview;
  try {
    preview = await executor.preview(call);
  } catch (error) {
    if (error instanceof Refused) return failed("dry_run_failed", messageOf(error));
    if (error instanceof Unavailable) return { kind: "later" };
    throw error;
  }
  if (!isSameTarget(action.target, preview.target)) return drifted;
  const risen = await risenRisk(ctx, world, action);
  if (risen !== null) return { kind: "void", outcome: { code: "risk_rose", params: { was: action.risk, risk: risen } } };
  if (!(await markMayHaveRun(ctx, claim, { configuredMode: world.mode, restore: preview.restore ?? null }))) return { kind: "held" };
  try {
    await executor.execute(call, action.target, action.id);
    return { kind: action.steps === null ? "done" : "handed_over" };
  } catch (error) {
    if (error instanceof Drifted) return drifted;
    if (error instanceof Refused) return failed("execution_failed", messageOf(error));
    if (error instanceof Unavailable) return { kind: "later" };
    return probe(executor, action, messageOf(error));
  }
}
