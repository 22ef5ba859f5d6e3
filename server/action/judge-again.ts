import type { OperatingMode } from "@/lib/contracts/automation";
import type { JudgingRule } from "@/lib/contracts/policy";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { readStandingPolicies } from "../policy/read";
import { judgeAction } from "../policy/rules";
import { readMoment } from "./assess";
import { frozenCallOf, type ActionRow } from "./change";

/** Objections that pass by themselves within moments: the action keeps its place. All others need another look at the incident. */
const passing: ReadonlySet<string> = new Set<JudgingRule>(["brake", "breaker_concurrency"]);

/** What to do with an automatic action that is about to start. */
export type Verdict = { readonly kind: "start" } | { readonly kind: "hold" } | { readonly kind: "void"; readonly rule: string };

/** Judges an approved automatic action once more, with the policies, mode, brake, windows, trust and breakers of this moment. One without stored facts cannot be judged and is void. */
export async function judgeAgain(ctx: Ctx, tx: Transaction, input: { action: ActionRow; configuredMode: OperatingMode; now: Date }): Promise<Verdict> {
  const { action } = input;
  if (action.policyFacts === null) return { kind: "void", rule: "facts" };
  const { facts } = await readMoment(ctx, tx, { origin: action.origin, configuredMode: input.configuredMode, call: frozenCallOf(action), now: input.now });
  const { whyNotAuto } = judgeAction({ ...action.policyFacts, ...facts }, await readStandingPolicies(tx));
  if (whyNotAuto.length === 0) return { kind: "start" };
  const lasting = whyNotAuto.find((reason) => !passing.has(reason.rule));
  return lasting === undefined ? { kind: "hold" } : { kind: "void", rule: lasting.rule };
}
