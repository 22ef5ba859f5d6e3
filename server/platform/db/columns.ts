import { timestamp } from "drizzle-orm/pg-core";

/** A point in time, UTC, with milliseconds as JavaScript has them. */
export function instant() {
  return timestamp({ withTimezone: true, precision: 3, mode: "date" });
}
