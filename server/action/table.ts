import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ActionCall, ActionStatus, DiffLine, PolicyJudgement, TargetFingerprint, Tool } from "@/lib/contracts/action";
import type { Origin, Statement } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";
import { instant } from "../platform/db/columns";

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
    index("actions_unfinished").on(t.executeAfter).where(sql`status in ('approved', 'running', 'verifying')`),
    uniqueIndex("actions_one_live_per_incident").on(t.incidentId).where(sql`status in ('proposed', 'approved', 'running', 'verifying')`),
  ],
);
