import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Decision } from "@/lib/contracts/decision";
import { instant } from "../platform/db/columns";

/** What a decision holds beside its identity and times. */
export type DecisionBody = Omit<Decision, "id" | "incidentId" | "createdAt" | "supersededAt">;

/** Conclusions of OpenClaw, never edited: a newer one stamps `supersededAt` on the one before. */
export const decisions = pgTable(
  "decisions",
  {
    id: text().primaryKey(),
    incidentId: text().notNull(),
    body: jsonb().$type<DecisionBody>().notNull(),
    createdAt: instant().notNull(),
    supersededAt: instant(),
  },
  (t) => [index("decisions_incident").on(t.incidentId, t.id)],
);
