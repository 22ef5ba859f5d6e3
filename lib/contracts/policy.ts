import { z } from "zod";
import { policyJudgement, tool, actionStatus } from "./action";
import { actor, origin, timestamp } from "./common";
import { defineOperation } from "./operation";

/** The rules that judge an action, in the order in which they speak. */
export const judgingRule = z
  .enum([
    "mode",
    "stateful_never_automatic",
    "protected_target",
    "tool_default",
    "earned_autonomy",
    "risk_ceiling",
    "maintenance_window",
    "brake",
    "breaker_target_rate",
    "breaker_concurrency",
    "breaker_global_rate",
    "breaker_cooldown",
    "breaker_repeat",
  ])
  .meta({ id: "JudgingRule" });
export type JudgingRule = z.infer<typeof judgingRule>;

/** Every rule a policy can be about: those that judge, and how long people get to answer. */
export const policyRule = z.enum([...judgingRule.options, "approval_expiry"]).meta({ id: "PolicyRule" });
export type PolicyRule = z.infer<typeof policyRule>;

/** Where an action happens, read from the names of cluster and namespace; `unknown` is neither trusted more nor less. */
export const environment = z.enum(["production", "nonproduction", "unknown"]).meta({ id: "Environment" });
export type Environment = z.infer<typeof environment>;

/** The highest risk that may run by itself; high and critical never may. */
const ceiling = z.enum(["none", "low", "medium"]);
const verdict = z.enum(["allow", "ask", "forbid"]);
const minutes = z.int().min(5).max(24 * 60);
const place = z.string().min(1).max(253);
const nothing = z.strictObject({});

/** Targets that are always manual; a list may grow and never shrink below these. A name is protected when one of its parts begins with an entry. */
export const protectedAlways = {
  namespaces: ["kube-system", "kube-public", "kube-node-lease"],
  names: ["postgres", "mysql", "mariadb", "mongo", "redis", "valkey", "etcd", "kafka", "elasticsearch", "opensearch", "minio", "vault"],
} as const;

const withAll = (always: readonly string[]) => z.array(place).max(200).refine((list) => always.every((entry) => list.includes(entry)), `must keep ${always.join(", ")}`);

/** What each policy can be set to. The bounds of the breakers are doctrine: a policy may only be stricter. */
export const policySettings = {
  mode: nothing,
  stateful_never_automatic: nothing,
  protected_target: z.strictObject({ namespaces: withAll(protectedAlways.namespaces), names: withAll(protectedAlways.names) }),
  tool_default: z.strictObject({ restart: verdict, scale: verdict, rollback: verdict, silence: verdict, run_playbook: z.enum(["ask", "forbid"]) }),
  earned_autonomy: z.strictObject({
    minimumBound: z.number().min(0.5).max(0.99).describe("The least lower bound (Wilson, 95 %) of the success rate."),
    afterFailure: z.int().min(1).max(100).describe("Verified actions in a row that a failure costs."),
  }),
  risk_ceiling: z.strictObject({
    ceiling,
    earnedCeiling: ceiling.describe("For action types that have earned autonomy, where no environment or namespace says otherwise."),
    environments: z.partialRecord(environment, ceiling),
    namespaces: z.record(place, ceiling).refine((map) => Object.keys(map).length <= 200, "at most 200 namespaces"),
  }),
  maintenance_window: z.strictObject({ verdict: z.enum(["ask", "forbid"]) }),
  brake: nothing,
  breaker_target_rate: z.strictObject({ perHour: z.int().min(1).max(3) }),
  breaker_concurrency: z.strictObject({ running: z.int().min(1).max(2) }),
  breaker_global_rate: z.strictObject({ perHour: z.int().min(1).max(10) }),
  breaker_cooldown: z.strictObject({ seconds: z.int().min(600).max(86_400) }),
  breaker_repeat: z.strictObject({ failures: z.int().min(1).max(2) }),
  approval_expiry: z.strictObject({ low: minutes, medium: minutes, high: minutes, critical: minutes }).describe("Minutes to answer, by risk."),
} as const satisfies Record<PolicyRule, z.ZodObject>;

/** The settings of every policy together. */
export type PolicySettings = { readonly [R in PolicyRule]: z.infer<(typeof policySettings)[R]> };

const settings = z.record(z.string(), z.unknown());
const version = z.int().min(1);

/** A policy as it stands. Version 1 is the shipped one; `settings` follow the schema of its rule. */
export const policy = z
  .object({
    id: z.string(),
    rule: policyRule,
    version,
    editable: z.boolean().describe("False where doctrine or another control decides."),
    settings,
    changedBy: actor.nullable(),
    changedAt: timestamp.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "Policy" });
export type Policy = z.infer<typeof policy>;

const policyVersion = policy.pick({ version: true, settings: true, changedBy: true, changedAt: true, reason: true }).meta({ id: "PolicyVersion" });

/** A policy with its versions, newest first. */
export const policyDetail = policy.extend({ versions: z.array(policyVersion) }).meta({ id: "PolicyDetail" });
export type PolicyDetail = z.infer<typeof policyDetail>;

const noun = "/api/v1/policies";
const policyParams = z.object({ id: z.string() });

export const listPolicies = defineOperation({
  id: "listPolicies",
  method: "GET",
  path: noun,
  summary: "Every policy as it stands",
  role: "viewer",
  status: 200,
  response: z.object({ items: z.array(policy) }).meta({ id: "PolicyList" }),
  media: "application/json",
  problems: ["unauthenticated"],
});

export const getPolicy = defineOperation({
  id: "getPolicy",
  method: "GET",
  path: `${noun}/{id}`,
  summary: "One policy with its versions",
  role: "viewer",
  params: policyParams,
  status: 200,
  response: policyDetail,
  media: "application/json",
  problems: ["unauthenticated", "not_found"],
});

/** A change of a policy; `version` is the one it is based on. */
export const policyChange = z.strictObject({ version, settings, reason: z.string().trim().min(1).max(500) }).meta({ id: "PolicyChange" });

export const savePolicy = defineOperation({
  id: "savePolicy",
  method: "PUT",
  path: `${noun}/{id}`,
  summary: "Save a new version of a policy; 409 when another was saved since, 422 when the settings do not fit the rule",
  role: "commander",
  params: policyParams,
  body: policyChange,
  status: 200,
  response: policyDetail,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "not_found", "conflict", "body_too_large", "unsupported_media_type", "unprocessable"],
});

const verdictCounts = z.object({ allow: z.int(), ask: z.int(), forbid: z.int() });

/** How the actions of the window would have been judged under other settings, and how they really ended. */
export const backtest = z
  .object({
    policyId: z.string(),
    origin,
    windowDays: z.int(),
    considered: z.int().describe("Actions whose facts are stored and could be judged again."),
    unknown: z.int().describe("Actions older than their stored facts."),
    current: verdictCounts.describe("Under the policies as they stand."),
    proposed: verdictCounts.describe("Under the proposed settings."),
    endings: z.array(z.object({ proposed: policyJudgement.shape.verdict, status: actionStatus, count: z.int() })).describe("What became of the actions, by the verdict the proposed settings give."),
    transitions: z
      .array(z.object({ from: policyJudgement.shape.verdict, to: policyJudgement.shape.verdict, status: actionStatus, count: z.int().min(1) }))
      .describe("All actions on which the two differ, counted by how they ended; `changed` lists the newest of them."),
    changed: z
      .array(z.object({ actionId: z.string(), incidentId: z.string(), tool, target: z.string(), createdAt: timestamp, status: actionStatus, from: policyJudgement.shape.verdict, to: policyJudgement.shape.verdict }))
      .describe("Actions on which the two differ, newest first, at most 200."),
  })
  .meta({ id: "Backtest" });
export type Backtest = z.infer<typeof backtest>;

export const backtestPolicy = defineOperation({
  id: "backtestPolicy",
  method: "POST",
  path: `${noun}/{id}/backtest`,
  summary: "Judge the actions of the past 30 days again under other settings; changes nothing",
  role: "operator",
  params: policyParams,
  body: z.strictObject({ settings, origin: origin.default("live") }).meta({ id: "BacktestRequest" }),
  status: 200,
  response: backtest,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "not_found", "body_too_large", "unsupported_media_type", "unprocessable"],
});

/** Who decides about an action type: what it earned, or the commander's pin. */
export const standing = z.enum(["earned", "always_ask", "allowed"]).meta({ id: "Standing" });
export type Standing = z.infer<typeof standing>;

/** What one action type has done on one kind of entity in one origin. */
export const ledgerEntry = z
  .object({
    origin,
    tool,
    entityKind: z.string(),
    approved: z.int().describe("Started with a person's yes."),
    automatic: z.int().describe("Started by itself."),
    denied: z.int(),
    verified: z.int().describe("Helped, verified, and not reopened within 24 h."),
    rolledBack: z.int(),
    failed: z.int().describe("Ran and did not help, or nobody knows whether it ran."),
    reopened: z.int().describe("Verified, and its incident fired again within 24 h."),
    trials: z.int().describe("All of verified, rolled back, failed, reopened and denied."),
    lowerBound: z.number().min(0).max(1).describe("Lower end of the 95 % Wilson interval of verified / trials."),
    sinceFailure: z.int().nullable().describe("Verified since the last failure or demotion; null when there was none."),
    standing,
    demotedAt: timestamp.nullable(),
    automaticNow: z.boolean().describe("Whether its trust is enough to run by itself; every other rule still has its say."),
  })
  .meta({ id: "LedgerEntry" });
export type LedgerEntry = z.infer<typeof ledgerEntry>;

const ledger = z.object({ items: z.array(ledgerEntry) }).meta({ id: "Ledger" });

export const readLedger = defineOperation({
  id: "readLedger",
  method: "GET",
  path: `${noun}/ledger`,
  summary: "The earned-autonomy ledger of one origin over the last 180 days",
  role: "viewer",
  query: z.object({ origin: origin.default("live") }),
  status: 200,
  response: ledger,
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});

export const pinLedger = defineOperation({
  id: "pinLedger",
  method: "POST",
  path: `${noun}/ledger/pin`,
  summary: "Pin an action type to always ask or to allowed, let it earn again, or demote it so that it starts over",
  role: "commander",
  body: z.strictObject({ origin, tool, entityKind: z.string().min(1).max(40), standing, demote: z.boolean().default(false), reason: z.string().trim().min(1).max(500) }).meta({ id: "LedgerPin" }),
  status: 200,
  response: ledgerEntry,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "body_too_large", "unsupported_media_type", "unprocessable"],
});
