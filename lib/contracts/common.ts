import { z } from "zod";

/** ISO-8601 in UTC, as it is on the wire; the UI shows it in the workspace's zone. */
export const timestamp = z.iso.datetime({ offset: true }).meta({ id: "Timestamp", example: "2026-11-22T09:46:22.249Z" });

/** Where a fact comes from: the commander's own fleet, or the practice range. An index, a ledger and a breaker hold one of them only; a list that holds both says which on every row. */
export const origin = z.enum(["live", "range"]).meta({ id: "Origin" });
export type Origin = z.infer<typeof origin>;

/** How bad a signal or an incident is, in three steps whatever the source calls them. */
export const severity = z.enum(["critical", "warning", "info"]).meta({ id: "Severity" });
export type Severity = z.infer<typeof severity>;

/** A fact with a code and its values, so that the browser can say it in any language; never prose. */
export const statement = z
  .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
  .meta({ id: "Statement", example: { code: "error_ratio_up", params: { before: 0.004, now: 0.41 } } });
export type Statement = z.infer<typeof statement>;

/** Who did something and through which door. */
export const actor = z
  .object({
    kind: z.enum(["human", "automation", "source", "token"]),
    id: z.string(),
    name: z.string(),
  })
  .meta({ id: "Actor" });
export type Actor = z.infer<typeof actor>;

/** The door an act came through. */
export const channel = z.enum(["web", "api", "telegram", "worker", "webhook", "cli"]).meta({ id: "Channel" });
export type Channel = z.infer<typeof channel>;

/** Roles, each including the one before: a viewer reads, an operator decides low and medium risks, a commander decides all. */
export const role = z.enum(["viewer", "operator", "commander"]).meta({ id: "Role" });
export type Role = z.infer<typeof role>;

/** The answer of every list: one page and the cursor of the next, `null` at the end. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Query of every list: `limit` rows after `cursor`. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
