import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { ApprovalStatus } from "@/lib/contracts/approval";
import type { Actor, Channel, Origin, Statement } from "@/lib/contracts/common";
import { instant } from "../platform/db/columns";

/** One human answer to one action, single use. `idempotencyKey` is that of the decision that won. */
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
    consequences: jsonb().$type<{ ifIgnored: Statement; ifApproved: Statement }>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index("approvals_requested").on(t.requestedAt.desc(), t.id.desc()),
    index("approvals_incident").on(t.incidentId),
    index("approvals_pending").on(t.expiresAt).where(sql`status = 'pending'`),
  ],
);
