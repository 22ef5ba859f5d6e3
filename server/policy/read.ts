import { desc, eq } from "drizzle-orm";
import { policyRule, policySettings, type Policy, type PolicyDetail, type PolicyRule, type PolicySettings } from "@/lib/contracts/policy";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { isEditable, policyIdOf, ruleOfId, shippedSettings } from "./defaults";
import type { StandingPolicies } from "./rules";
import { policyVersions } from "./table";

type VersionRow = typeof policyVersions.$inferSelect;
type Version = PolicyDetail["versions"][number];

function presentVersion(row: VersionRow): Version {
  return { version: row.version, settings: row.settings, changedBy: row.changedBy, changedAt: row.changedBy === null ? null : row.changedAt.toISOString(), reason: row.reason };
}

function shipped(rule: PolicyRule): Version {
  return { version: 1, settings: { ...shippedSettings[rule] }, changedBy: null, changedAt: null, reason: null };
}

function presentPolicy(rule: PolicyRule, newest: Version): Policy {
  return { id: policyIdOf(rule), rule, editable: isEditable(rule), ...newest };
}

function readNewest(db: Database | Transaction): Promise<VersionRow[]> {
  return db.selectDistinctOn([policyVersions.policyId]).from(policyVersions).orderBy(policyVersions.policyId, desc(policyVersions.version));
}

/** Settings as their rule's schema reads them, or null when it cannot: a newer release wrote them, or a hand. */
export function parseSettings<R extends PolicyRule>(rule: R, settings: unknown): PolicySettings[R] | null {
  const parsed = policySettings[rule].safeParse(settings);
  return parsed.success ? (parsed.data as PolicySettings[R]) : null;
}

/** The policies that stand, for judging: the newest version of each, the shipped one where none was saved. */
export async function readStandingPolicies(db: Database | Transaction): Promise<StandingPolicies> {
  const newest = new Map((await readNewest(db)).map((row) => [row.policyId, row.settings]));
  const settingsOf = (rule: PolicyRule) => {
    const saved = newest.get(policyIdOf(rule));
    return [rule, saved === undefined ? shippedSettings[rule] : parseSettings(rule, saved)] as const;
  };
  return Object.fromEntries(policyRule.options.map(settingsOf)) as StandingPolicies;
}

/** Every policy as it stands, in the order in which they judge. */
export async function listPolicies(ctx: Ctx): Promise<{ items: Policy[] }> {
  const newest = new Map((await readNewest(ctx.db)).map((row) => [row.policyId, presentVersion(row)]));
  return { items: policyRule.options.map((rule) => presentPolicy(rule, newest.get(policyIdOf(rule)) ?? shipped(rule))) };
}

/** The rule a policy id names. @throws {Rejected} 404 */
export function requireRule(id: string): PolicyRule {
  const rule = ruleOfId(id);
  if (rule === null) throw new Rejected("not_found", "There is no such policy.");
  return rule;
}

/** One policy with its versions. @throws {Rejected} 404 */
export async function readPolicy(db: Database | Transaction, id: string): Promise<PolicyDetail> {
  const rule = requireRule(id);
  const rows = await db.select().from(policyVersions).where(eq(policyVersions.policyId, id)).orderBy(desc(policyVersions.version)).limit(200);
  const versions = rows.length === 0 ? [shipped(rule)] : rows.map(presentVersion);
  return { ...presentPolicy(rule, versions[0] ?? shipped(rule)), versions };
}
