import { and, eq, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { Transaction } from "../platform/db/client";
import type { ParsedFinding } from "../sources/port";
import { findings } from "./table";

/** How a finding is known over all scans. */
export function findingKey({ scanner, fingerprint }: Pick<ParsedFinding, "scanner" | "fingerprint">): string {
  return JSON.stringify([scanner, fingerprint]);
}

/** Those of the findings that are known as critical and open, by `findingKey`, with when a scan last said so. */
export async function readOpenCritical(tx: Transaction, origin: Origin, wanted: readonly Pick<ParsedFinding, "scanner" | "fingerprint">[]): Promise<Map<string, Date>> {
  if (wanted.length === 0) return new Map();
  const scanners = [...new Set(wanted.map(({ scanner }) => scanner))];
  const rows = await tx
    .select({ scanner: findings.scanner, fingerprint: findings.fingerprint, lastSeenAt: findings.lastSeenAt })
    .from(findings)
    .where(
      and(
        eq(findings.origin, origin),
        eq(findings.state, "open"),
        eq(findings.severity, "critical"),
        sql`${findings.scanner} = any(${sql.param(scanners)}::text[])`,
        sql`${findings.fingerprint} = any(${sql.param(wanted.map(({ fingerprint }) => fingerprint))}::text[])`,
      ),
    );
  return new Map(rows.map((row) => [findingKey(row), row.lastSeenAt]));
}
