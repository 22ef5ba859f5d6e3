import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { policySettings, type PolicyDetail, type PolicyRule, type policyChange } from "@/lib/contracts/policy";
import { appendEvents } from "../event/append";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { isEditable } from "./defaults";
import { readPolicy, requireRule } from "./read";
import { policyVersions } from "./table";

/** Settings that fit a rule. @throws {Rejected} 422 naming each field that does not */
export function requireSettings(rule: PolicyRule, settings: unknown): Record<string, unknown> {
  const parsed = policySettings[rule].safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new Rejected("unprocessable", "These settings do not fit the policy.", { issues: parsed.error.issues.map((issue) => ({ path: ["settings", ...issue.path.map(String)].join("."), message: issue.message })) });
}

/** Refuses to touch doctrine. @throws {Rejected} 422 */
export function requireEditable(rule: PolicyRule): void {
  if (!isEditable(rule)) throw new Rejected("unprocessable", "This rule cannot be set here: it is doctrine, or has a control of its own.");
}

/**
 * Saves a new version of a policy with one event; versions are never edited. The same change of the same person again is found
 * saved already.
 * @throws {Rejected} 404, 409 when it is based on an older version, 422 when it does not fit or is doctrine
 */
export async function savePolicy(ctx: Ctx, input: { id: string; change: z.infer<typeof policyChange> }): Promise<PolicyDetail> {
  const { id, change } = input;
  const rule = requireRule(id);
  requireEditable(rule);
  const settings = requireSettings(rule, change.settings);
  const saved = await ctx.db.transaction(async (tx) => {
    const current = await readPolicy(tx, id);
    const isRepeat = current.version === change.version + 1 && current.changedBy?.id === ctx.actor.id && isDeepStrictEqual(current.settings, settings);
    if (isRepeat) return current;
    if (current.version !== change.version) throw new Rejected("conflict", `Version ${current.version} was saved meanwhile.`, { current });
    // From here on the history is complete, whatever a later release ships.
    await tx.insert(policyVersions).values({ policyId: id, version: 1, settings: current.settings }).onConflictDoNothing();
    const version = current.version + 1;
    const stored = await tx
      .insert(policyVersions)
      .values({ policyId: id, version, settings, reason: change.reason, changedBy: ctx.actor, channel: ctx.channel })
      .onConflictDoNothing()
      .returning({ version: policyVersions.version });
    if (stored.length === 0) throw new Rejected("conflict", "Another version was saved at the same moment.", { current: await readPolicy(tx, id) });
    await appendEvents(ctx, tx, [{ type: "policy.changed", subject: { kind: "policy", id }, statement: { code: "policy_changed", params: { rule, version, reason: change.reason } } }]);
    return readPolicy(tx, id);
  });
  await ctx.bus.announceEvents();
  return saved;
}
