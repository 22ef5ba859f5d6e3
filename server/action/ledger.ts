import type { Origin } from "@/lib/contracts/common";
import type { LedgerEntry } from "@/lib/contracts/policy";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import type { Trust } from "../policy/facts";
import { readStandingPolicies } from "../policy/read";
import type { StandingPolicies } from "../policy/rules";
import { hasEarned, wilsonLowerBound } from "../policy/trust";
import { readCountsOf, readLedgerCounts, type ActionType, type LedgerCounts } from "./ledger-counts";

/** What kind of thing a target key names. */
export function entityKindOf(targetKey: string): string {
  return targetKey.split("/")[1] ?? "";
}

/** The part of the counts that trust depends on. A denial is a trial without success, though no failure of the action itself. */
function trustOf(row: LedgerCounts): Trust {
  return { trials: row.verified + row.rolledBack + row.failed + row.reopened + row.denied, verified: row.verified, sinceFailure: row.sinceFailure, standing: row.standing };
}

/** What an action type has earned on a kind of entity in one origin. Range history never earns for live. */
export async function readTrust(db: Database | Transaction, input: ActionType & { origin: Origin; now: Date }): Promise<Trust> {
  return trustOf(await readCountsOf(db, { origin: input.origin, now: input.now, only: input }));
}

/** Whether trust is enough, by the same words that the judging rules use. */
function runsByItself({ tool, standing }: LedgerCounts, trust: Trust, { tool_default, earned_autonomy }: StandingPolicies): boolean {
  if (standing === "always_ask" || tool === "run_playbook" || tool_default === null || earned_autonomy === null) return false;
  return tool_default[tool] === "allow" || (tool_default[tool] === "ask" && hasEarned(trust, earned_autonomy));
}

function presentEntry(origin: Origin, row: LedgerCounts, policies: StandingPolicies): LedgerEntry {
  const trust = trustOf(row);
  return { origin, ...row, trials: trust.trials, lowerBound: wilsonLowerBound(trust.verified, trust.trials), automaticNow: runsByItself(row, trust, policies) };
}

/** One entry of the ledger, also of an action type nobody has tried. */
export async function readLedgerEntry(ctx: Ctx, db: Database | Transaction, input: ActionType & { origin: Origin }): Promise<LedgerEntry> {
  const row = await readCountsOf(db, { origin: input.origin, now: await ctx.databaseNow(db), only: input });
  return presentEntry(input.origin, row, await readStandingPolicies(db));
}

/** The earned-autonomy ledger of one origin: every action type that was tried, counted anew. */
export async function readLedger(ctx: Ctx, input: { origin: Origin }): Promise<{ items: LedgerEntry[] }> {
  const policies = await readStandingPolicies(ctx.db);
  const rows = await readLedgerCounts(ctx.db, { origin: input.origin, now: await ctx.databaseNow(ctx.db) });
  return { items: rows.map((row) => presentEntry(input.origin, row, policies)) };
}
