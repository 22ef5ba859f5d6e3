import type { AuditEvent } from "../contracts/audit";
import { call } from "./api";
import { api } from "./operations";
import type { AuditFilter } from "./query/audit";

const columns = ["seq", "at", "type", "actor", "actorKind", "channel", "origin", "subjectKind", "subjectId", "incidentId", "statement", "hash"] as const;

/** A cell that no spreadsheet takes for a formula, quoted where it must be. */
function cell(value: string | number): string {
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function rowOf(event: AuditEvent): Readonly<Record<(typeof columns)[number], string | number>> {
  const { seq, at, type, actor, channel, origin, subject, incidentId, statement, hash } = event;
  return { seq, at, type, actor: actor.name, actorKind: actor.kind, channel, origin: origin ?? "", subjectKind: subject.kind, subjectId: subject.id, incidentId: incidentId ?? "", statement: statement === null ? "" : JSON.stringify(statement), hash };
}

/** Events as the lines of a file: JSON Lines hold each event as the API gave it, CSV one row each under a head. */
export function writeAudit(format: "jsonl" | "csv", events: readonly AuditEvent[]): string {
  if (format === "jsonl") return events.map((event) => `${JSON.stringify(event)}\n`).join("");
  return events.map((event) => `${columns.map((column) => cell(rowOf(event)[column])).join(",")}\r\n`).join("");
}

/** Reads all that a filter finds, page by page, and hands it over as a file. Returns how many entries it holds. @throws as `call`, and when aborted */
export async function exportAudit(input: { format: "jsonl" | "csv"; filter: AuditFilter; signal: AbortSignal; onCount: (count: number) => void }): Promise<number> {
  const { format, filter, signal, onCount } = input;
  const parts: string[] = format === "csv" ? [`\uFEFF${columns.join(",")}\r\n`] : [];
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await call(api.listAudit, { query: { ...filter, limit: 200, cursor }, signal });
    parts.push(writeAudit(format, page.items));
    onCount((count += page.items.length));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const url = URL.createObjectURL(new Blob(parts, { type: format === "csv" ? "text/csv" : "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `awoooi-audit-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
  return count;
}
