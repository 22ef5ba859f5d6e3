import { and, eq, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import { newId } from "@/lib/ids";
import { appendEvents, type NewEvent } from "../event/append";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import type { ParsedFinding } from "../sources/port";
import { findingKey } from "./read-open-critical";
import { transitionOf, type FindingTransition } from "./rules";
import { findings } from "./table";

type FindingRow = typeof findings.$inferSelect;

/** One finding of a scan, with the entity it speaks of. */
export interface SeenFinding {
  readonly parsed: ParsedFinding;
  readonly entityKey: string | null;
}

/** Rows of one statement, which must stay far below its time-out. */
const chunkSize = 1_000;

/**
 * Brings the findings to what one scan says: one row per weakness, one event for each that is new or changes its state, none for a
 * repeat. What the scan does not mention stays as it is, since scans differ in what they look at. The caller holds the turn of
 * the origin's findings, so that no other scan runs in between, and calls it once per delivery.
 */
export async function recordFindings(ctx: Ctx, tx: Transaction, input: { origin: Origin; source: SourceName; findings: readonly SeenFinding[]; seenAt: Date }): Promise<void> {
  const seen = [...onceEach(input.findings).values()];
  for (let from = 0; from < seen.length; from += chunkSize) {
    const chunk = seen.slice(from, from + chunkSize);
    const known = await readKnown(tx, input.origin, chunk);
    const rows: FindingRow[] = [];
    const facts: NewEvent[] = [];
    for (const { parsed, entityKey } of chunk) {
      const before = known.get(findingKey(parsed)) ?? null;
      const transition = transitionOf(before, parsed.state, input.seenAt);
      if (transition === "ignored") continue;
      const row = rowOf(before, parsed, entityKey, input);
      rows.push(row);
      if (transition !== "repeated") facts.push(factOf(row, transition));
    }
    await write(tx, rows);
    await appendEvents(ctx, tx, facts);
  }
}

/** A scan that names a weakness twice saw it once; that it is open anywhere counts. */
function onceEach(seen: readonly SeenFinding[]): Map<string, SeenFinding> {
  const once = new Map<string, SeenFinding>();
  for (const entry of seen) {
    const key = findingKey(entry.parsed);
    if (once.get(key)?.parsed.state !== "open") once.set(key, entry);
  }
  return once;
}

async function readKnown(tx: Transaction, origin: Origin, chunk: readonly SeenFinding[]): Promise<ReadonlyMap<string, FindingRow>> {
  const scanners = [...new Set(chunk.map(({ parsed }) => parsed.scanner))];
  const fingerprints = chunk.map(({ parsed }) => parsed.fingerprint);
  const rows = await tx
    .select()
    .from(findings)
    .where(and(eq(findings.origin, origin), sql`${findings.scanner} = any(${sql.param(scanners)}::text[])`, sql`${findings.fingerprint} = any(${sql.param(fingerprints)}::text[])`));
  return new Map(rows.map((row) => [findingKey(row), row]));
}

function rowOf(before: FindingRow | null, parsed: ParsedFinding, entityKey: string | null, scan: { origin: Origin; source: SourceName; seenAt: Date }): FindingRow {
  const { fingerprint, scanner, ruleId, severity, title, description, location, url, state } = parsed;
  return {
    id: before?.id ?? newId("finding"),
    origin: scan.origin,
    source: scan.source,
    ...{ fingerprint, scanner, ruleId, severity, title, description, location, url, state },
    labels: { ...parsed.labels },
    entityKey: entityKey ?? before?.entityKey ?? null,
    firstSeenAt: before?.firstSeenAt ?? scan.seenAt,
    lastSeenAt: scan.seenAt,
    scanCount: (before?.scanCount ?? 0) + 1,
  };
}

function factOf(row: FindingRow, transition: Exclude<FindingTransition, "repeated" | "ignored">): NewEvent {
  return {
    type: `finding.${transition}`,
    subject: { kind: "finding", id: row.id },
    origin: row.origin,
    statement: { code: `finding_${transition}`, params: { title: row.title, severity: row.severity, location: row.location, scanner: row.scanner } },
  };
}

/** As one JSON parameter: building 17 parameters for each row costs more than the insert. */
async function write(tx: Transaction, rows: readonly FindingRow[]): Promise<void> {
  if (rows.length === 0) return;
  const told = rows.map((row) => ({
    ...row,
    rule_id: row.ruleId,
    entity_key: row.entityKey,
    first_seen_at: row.firstSeenAt,
    last_seen_at: row.lastSeenAt,
    scan_count: row.scanCount,
  }));
  await tx.execute(sql`
    insert into findings (id, origin, source, scanner, fingerprint, rule_id, severity, state, title, description, location, labels, url, entity_key, first_seen_at, last_seen_at, scan_count)
    select * from json_to_recordset(${JSON.stringify(told)}::json) as row(id text, origin text, source text, scanner text, fingerprint text, rule_id text, severity text, state text,
      title text, description text, location text, labels jsonb, url text, entity_key text, first_seen_at timestamptz, last_seen_at timestamptz, scan_count int)
    on conflict (origin, scanner, fingerprint) do update set
      source = excluded.source, rule_id = excluded.rule_id, severity = excluded.severity, state = excluded.state, title = excluded.title,
      description = excluded.description, location = excluded.location, labels = excluded.labels, url = excluded.url, entity_key = excluded.entity_key,
      last_seen_at = excluded.last_seen_at, scan_count = excluded.scan_count`);
}
