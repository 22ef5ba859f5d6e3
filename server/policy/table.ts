import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "../platform/db/columns";

/** The global brake; one row, `id` = `workspace`. */
export const automationBrake = pgTable("automation_brake", {
  id: text().primaryKey(),
  paused: boolean().notNull(),
  changedAt: instant().notNull().defaultNow(),
});
