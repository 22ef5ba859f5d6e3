import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ActionCall, ActionStatus, DiffLine, PlaybookStep, PolicyJudgement, TargetFingerprint, Tool } from "@/lib/contracts/action";
import type { Origin, Statement } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";
import type { Restore } from "../executors/port";
import { instant } from "../platform/db/columns";
import type { PolicyFacts } from "../policy/facts";
import type { RiskFacts } from "./risk";
import { liveStatuses } from "./rules";

/** Holds of rows in one of `liveStatuses`, in the words of the partial indexes. */
export const isLive = sql.raw(`status in (${liveStatuses.map((status) => `'${status}'`).join(", ")})`);

/**
 * Frozen steps. `mayHaveRunAt` is committed before the side effect: a lease that ends after it means the outcome is unknown.
 * `leaseToken` fences the worker that executes or verifies.
 */
export const actions = pgTable(
  "actions",
  {
    id: text().primaryKey(),
    version: integer().notNull().default(1),
    origin: text().$type<Origin>().notNull(),
    incidentId: text().notNull(),
    decisionId: text().notNull(),
    status: text().$type<ActionStatus>().notNull(),
    tool: text().$type<Tool>().notNull(),
    args: jsonb().$type<ActionCall["args"]>().notNull(),
    argsHash: text().notNull(),
    targetKey: text().notNull(),
    target: jsonb().$type<TargetFingerprint>().notNull(),
    diff: jsonb().$type<readonly DiffLine[]>().notNull(),
    risk: text().$type<RiskTier>().notNull(),
    policy: jsonb().$type<PolicyJudgement>().notNull(),
    /** What policy and risk saw, so that both can be judged again exactly; null on rows older than the columns. */
    policyFacts: jsonb().$type<PolicyFacts>(),
    riskFacts: jsonb().$type<RiskFacts>(),
    /** What runs instead of `args` when pins narrowed them. */
    effectiveArgs: jsonb().$type<ActionCall["args"]>(),
    effectiveArgsHash: text(),
    /** How to take the change back, written together with `mayHaveRunAt`; null when it cannot be. */
    restore: jsonb().$type<Restore>(),
    /** Of a playbook: its steps, each with who ticked it when. */
    steps: jsonb().$type<readonly PlaybookStep[]>(),
    automatic: boolean().notNull(),
    createdAt: instant().notNull(),
    executeAfter: instant(),
    startedAt: instant(),
    mayHaveRunAt: instant(),
    verifyUntil: instant(),
    finishedAt: instant(),
    outcome: jsonb().$type<Statement>(),
    leaseToken: text(),
    leaseUntil: instant(),
  },
  (t) => [
    index("actions_incident").on(t.incidentId, t.id),
    index("actions_target").on(t.origin, t.targetKey, t.startedAt),
    index("actions_started").on(t.origin, t.startedAt),
    index("actions_created").on(t.origin, t.createdAt),
    index("actions_unfinished").on(t.executeAfter).where(sql`status in ('approved', 'running', 'verifying')`),
    uniqueIndex("actions_one_live_per_incident").on(t.incidentId).where(isLive),
    uniqueIndex("actions_one_live_per_target").on(t.origin, t.targetKey).where(isLive),
  ],
);
