import { and, desc, eq, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { parseEntityKey } from "@/lib/contracts/entity";
import type { Finding, FindingSeverity, FindingState } from "@/lib/contracts/finding";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
import type { Database } from "../platform/db/client";
import { findings } from "./table";

function presentFinding({ entityKey, fingerprint: _fingerprint, firstSeenAt, lastSeenAt, ...row }: typeof findings.$inferSelect): Finding {
  return { ...row, entity: entityKey === null ? null : parseEntityKey(entityKey), firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() };
}

/** One page of findings, those first seen last at the top. @throws {Rejected} bad_request for a cursor that is not ours */
export async function listFindings(
  db: Database,
  input: { origin?: Origin | undefined; state?: FindingState | undefined; severity?: FindingSeverity | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: Finding[]; nextCursor: string | null }> {
  const { origin, state, severity } = input;
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const rows = await db
    .select()
    .from(findings)
    .where(
      and(
        origin === undefined ? undefined : eq(findings.origin, origin),
        state === undefined ? undefined : eq(findings.state, state),
        severity === undefined ? undefined : eq(findings.severity, severity),
        after === null ? undefined : sql`(${findings.firstSeenAt}, ${findings.id}) < (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(findings.firstSeenAt), desc(findings.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentFinding, (row) => encodeCursor(row.firstSeenAt, row.id));
}
