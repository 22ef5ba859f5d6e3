import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { ApprovalStatus } from "@/lib/contracts/approval";
import type { Actor, Channel, Origin, Statement } from "@/lib/contracts/common";
import { instant } from "../platform/db/columns";

/** A yes that waits for a second one. */
export interface FirstApproval {
  readonly by: Actor;
  /** ISO-8601, UTC. */
  readonly at: string;
  readonly idempotencyKey: string;
  /** Hash of the narrowed call, or of the call as proposed. */
  readonly argsHash: string;
}

/** One human answer to one action, single use. `idempotencyKey` is that of the decision that won, `takenBackKeys` those of answers that were undone. */
export const approvals = pgTable(
  "approvals",
  {
    id: text().primaryKey(),
    version: integer().notNull().default(1),
    origin: text().$type<Origin>().notNull(),
    actionId: text().notNull().unique(),
    incidentId: text().notNull(),
    decisionId: text().notNull(),
    status: text().$type<ApprovalStatus>().notNull(),
    requestedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    decidedAt: instant(),
    decidedBy: jsonb().$type<Actor>(),
    channel: text().$type<Channel>(),
    reason: text(),
    executeAfter: instant(),
    idempotencyKey: text(),
    takenBackKeys: jsonb().$type<readonly string[]>().notNull().default([]),
    /** The first of the two commanders that a critical action needs, with what exactly they agreed to. */
    firstApproval: jsonb().$type<FirstApproval>(),
    /** When to remind the people who may answer: half-way to the deadline; null once they were. */
    remindAt: instant(),
    consequences: jsonb().$type<{ ifIgnored: Statement; ifApproved: Statement }>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index("approvals_requested").on(t.requestedAt.desc(), t.id.desc()),
    index("approvals_incident").on(t.incidentId),
    index("approvals_remind").on(t.remindAt).where(sql`status = 'pending' and remind_at is not null`),
    index("approvals_pending").on(t.expiresAt).where(sql`status = 'pending'`),
  ],
);
