import { boolean, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Tool } from "@/lib/contracts/action";
import type { OperatingMode } from "@/lib/contracts/automation";
import type { Actor, Channel, Origin } from "@/lib/contracts/common";
import type { Standing } from "@/lib/contracts/policy";
import { instant } from "../platform/db/columns";

/** What holds automation back, one row with `id` = `workspace`. `mode` is null until the commander sets one; `checkedAt` is when a worker last got through the breakers. */
export const automationBrake = pgTable("automation_brake", {
  id: text().primaryKey(),
  paused: boolean().notNull(),
  mode: text().$type<OperatingMode>(),
  checkedAt: instant(),
  changedAt: instant().notNull().defaultNow(),
});

/** Saved versions of policies, never edited; a policy without a row stands as shipped. */
export const policyVersions = pgTable(
  "policy_versions",
  {
    policyId: text().notNull(),
    version: integer().notNull(),
    settings: jsonb().$type<Record<string, unknown>>().notNull(),
    reason: text(),
    changedBy: jsonb().$type<Actor>(),
    channel: text().$type<Channel>(),
    changedAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.policyId, t.version] })],
);

/** The commander's word on an action type; without a row it earns. Successes before `demotedAt` no longer count as a streak. */
export const autonomyPins = pgTable(
  "autonomy_pins",
  {
    origin: text().$type<Origin>().notNull(),
    tool: text().$type<Tool>().notNull(),
    entityKind: text().notNull(),
    standing: text().$type<Standing>().notNull(),
    demotedAt: instant(),
    reason: text().notNull(),
    changedBy: jsonb().$type<Actor>().notNull(),
    changedAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.origin, t.tool, t.entityKind] })],
);
