import { and, desc, eq, gt } from "drizzle-orm";
import type { PolicyJudgement } from "@/lib/contracts/action";
import type { Origin } from "@/lib/contracts/common";
import { entityName } from "@/lib/contracts/entity";
import type { Backtest } from "@/lib/contracts/policy";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import { policyFacts } from "../policy/facts";
import { readStandingPolicies, requireRule } from "../policy/read";
import { judgeAction, type StandingPolicies } from "../policy/rules";
import { requireEditable, requireSettings } from "../policy/save";
import { actions } from "./table";

const maxChanged = 200;
const none = { allow: 0, ask: 0, forbid: 0 };
type Verdict = PolicyJudgement["verdict"];

/**
 * Judges the actions of the past days again, from the facts policy saw then, under the policies as they stand and with one of them
 * set differently. Changes nothing; the same question gives the same answer as long as no action is added.
 * @throws {Rejected} 404, 422 when the settings do not fit
 */
export async function backtestPolicy(ctx: Ctx, input: { id: string; settings: unknown; origin: Origin }): Promise<Backtest> {
  const rule = requireRule(input.id);
  requireEditable(rule);
  const standing = await readStandingPolicies(ctx.db);
  const proposed = { ...standing, [rule]: requireSettings(rule, input.settings) } as StandingPolicies;
  const since = new Date((await ctx.databaseNow(ctx.db)).getTime() - tunables.backtestDays * 24 * 3_600_000);
  const rows = await ctx.db
    .select({ id: actions.id, incidentId: actions.incidentId, tool: actions.tool, targetKey: actions.targetKey, createdAt: actions.createdAt, status: actions.status, facts: actions.policyFacts })
    .from(actions)
    .where(and(eq(actions.origin, input.origin), gt(actions.createdAt, since)))
    .orderBy(desc(actions.createdAt), desc(actions.id))
    .limit(tunables.backtestMaxActions);
  const result = { considered: 0, unknown: 0, current: { ...none }, proposed: { ...none }, changed: [] as Backtest["changed"] };
  const endings = new Map<string, Backtest["endings"][number]>();
  const transitions = new Map<string, Backtest["transitions"][number]>();
  for (const { facts: stored, targetKey, createdAt, ...row } of rows) {
    const facts = policyFacts.safeParse(stored);
    if (!facts.success) {
      result.unknown += 1;
      continue;
    }
    const [from, to]: [Verdict, Verdict] = [judgeAction(facts.data, standing).verdict, judgeAction(facts.data, proposed).verdict];
    result.considered += 1;
    result.current[from] += 1;
    result.proposed[to] += 1;
    const ending = endings.get(`${to} ${row.status}`) ?? { proposed: to, status: row.status, count: 0 };
    endings.set(`${to} ${row.status}`, { ...ending, count: ending.count + 1 });
    if (from === to) continue;
    const transition = transitions.get(`${from} ${to} ${row.status}`) ?? { from, to, status: row.status, count: 0 };
    transitions.set(`${from} ${to} ${row.status}`, { ...transition, count: transition.count + 1 });
    if (result.changed.length < maxChanged) result.changed.push({ actionId: row.id, incidentId: row.incidentId, tool: row.tool, target: entityName(targetKey), createdAt: createdAt.toISOString(), status: row.status, from, to });
  }
  const byCount = (a: { count: number }, b: { count: number }) => b.count - a.count;
  return { policyId: input.id, origin: input.origin, windowDays: tunables.backtestDays, ...result, endings: [...endings.values()].sort(byCount), transitions: [...transitions.values()].sort(byCount) };
}
