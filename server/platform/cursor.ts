import { Rejected } from "./errors";

/** An opaque cursor over rows ordered by time and id. */
export function encodeCursor(at: Date, id: string): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

/** Reads a cursor that `encodeCursor` made. @throws {Rejected} bad_request for anything else */
export function decodeCursor(cursor: string): { at: Date; id: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && typeof parsed[0] === "string" && typeof parsed[1] === "string") {
      const at = new Date(parsed[0]);
      // PostgreSQL reads no year of more than four digits, and stores neither NUL nor lone surrogates.
      if (!Number.isNaN(at.getTime()) && /^\d{4}-/.test(at.toISOString()) && !/[\0\p{Surrogate}]/u.test(parsed[1])) return { at, id: parsed[1] };
    }
  } catch {
    // Fall through: whatever was wrong with it, the caller made it up.
  }
  throw new Rejected("bad_request", "The cursor is not one of ours; start again without it.", { issues: [{ path: "cursor", message: "not a cursor of this list" }] });
}

/** Cuts a list that was read one row too far into a page, with the cursor of the next. */
export function pageOf<Row, Item>(rows: readonly Row[], limit: number, present: (row: Row) => Item, cursorOf: (row: Row) => string): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown[shown.length - 1];
  return { items: shown.map(present), nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
