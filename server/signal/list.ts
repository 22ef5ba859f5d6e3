import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { parseEntityKey } from "@/lib/contracts/entity";
import type { AlertSource, Signal, SignalState } from "@/lib/contracts/signal";
import { pageOf } from "../platform/cursor";
import type { Database } from "../platform/db/client";
import { signals } from "./table";

function presentSignal(row: typeof signals.$inferSelect): Signal {
  return {
    id: row.id,
    origin: row.origin,
    source: row.source,
    alertId: row.alertId,
    inboxId: row.inboxId,
    fingerprint: row.fingerprint,
    state: row.state,
    severity: row.severity,
    name: row.name,
    summary: row.summary,
    change: row.change,
    labels: row.labels,
    entity: row.entityKey === null ? null : parseEntityKey(row.entityKey),
    startsAt: row.startsAt.toISOString(),
    observedAt: row.observedAt.toISOString(),
    url: row.url,
  };
}

export interface SignalFilter {
  readonly origin?: Origin | undefined;
  readonly source?: AlertSource | undefined;
  readonly state?: SignalState | undefined;
  readonly alertId?: string | undefined;
}

/** One page of signals, newest first; each filter by itself has an index in that order. */
export async function listSignals(db: Database, input: SignalFilter & { limit: number; cursor?: string | undefined }): Promise<{ items: Signal[]; nextCursor: string | null }> {
  const rows = await db
    .select()
    .from(signals)
    .where(
      and(
        input.origin === undefined ? undefined : eq(signals.origin, input.origin),
        input.source === undefined ? undefined : eq(signals.source, input.source),
        // As the partial index says it: a parameter would not be known to match when the plan is made.
        input.state === undefined ? undefined : input.state === "info" ? sql`${signals.state} = 'info'` : eq(signals.state, input.state),
        input.alertId === undefined ? undefined : eq(signals.alertId, input.alertId),
        input.cursor === undefined ? undefined : lt(signals.id, input.cursor),
      ),
    )
    .orderBy(desc(signals.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, presentSignal, (row) => row.id);
}
