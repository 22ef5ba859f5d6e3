import { and, eq, inArray, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import { newId } from "@/lib/ids";
import type { Transaction } from "../platform/db/client";
import type { ParsedSignal } from "../sources/port";
import { tunables } from "../platform/tunables";
import { transitionOf, type AlertTransition } from "./rules";
import { alerts } from "./table";

export type AlertRow = typeof alerts.$inferSelect;

/** One entry of a delivery, with the entity it speaks of. */
export interface Observation {
  readonly parsed: ParsedSignal;
  readonly entityKey: string | null;
}

/** A real change of an alert; repeats and stale news make none. */
export interface AlertChange {
  readonly alert: AlertRow;
  readonly transition: Exclude<AlertTransition, "advanced" | "touched" | "stale">;
  readonly position: number;
}

const chunkSize = 500;

function chunksOf<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / chunkSize) }, (_, i) => list.slice(i * chunkSize, (i + 1) * chunkSize));
}

/**
 * Brings the alerts to what a delivery says and returns what really changed. The caller holds the correlation lock, so no other
 * delivery of the origin runs in between.
 */
export async function applyObservations(tx: Transaction, input: { origin: Origin; source: SourceName; observations: readonly Observation[]; seenAt: Date }): Promise<AlertChange[]> {
  const { origin, source, seenAt } = input;
  const fingerprints = [...new Set(input.observations.map(({ parsed }) => parsed.fingerprint))];
  const known = new Map<string, AlertRow>();
  for (const chunk of chunksOf(fingerprints)) {
    const rows = await tx.select().from(alerts).where(and(eq(alerts.origin, origin), eq(alerts.source, source), inArray(alerts.fingerprint, chunk)));
    for (const row of rows) known.set(row.fingerprint, row);
  }
  const changes: AlertChange[] = [];
  const written = new Set<string>();
  const touched = new Set<string>();
  input.observations.forEach(({ parsed, entityKey }, position) => {
    const before = known.get(parsed.fingerprint) ?? null;
    const transition = transitionOf(before, parsed, seenAt, tunables.lateDeliveryMs);
    if (transition === "touched" || transition === "stale") {
      if (before !== null) touched.add(before.id);
      return;
    }
    if (transition === "advanced") {
      if (before !== null) known.set(parsed.fingerprint, { ...before, startsAt: parsed.startsAt, lastSeenAt: seenAt, receivedCount: before.receivedCount + 1 });
      written.add(parsed.fingerprint);
      return;
    }
    const alert: AlertRow = {
      ...(before ?? { id: newId("alert"), incidentId: null, joinCode: null, joinParams: null, receivedCount: 0 }),
      origin,
      source,
      fingerprint: parsed.fingerprint,
      status: parsed.state === "firing" ? "firing" : "resolved",
      severity: parsed.severity,
      name: parsed.name,
      summary: parsed.summary,
      labels: { ...parsed.labels },
      url: parsed.url,
      entityKey: entityKey ?? before?.entityKey ?? null,
      startsAt: parsed.startsAt.getTime() === 0 ? seenAt : parsed.startsAt,
      endsAt: parsed.endsAt?.getTime() === 0 ? seenAt : parsed.endsAt,
      lastSeenAt: seenAt,
      receivedCount: (before?.receivedCount ?? 0) + 1,
    };
    known.set(parsed.fingerprint, alert);
    written.add(parsed.fingerprint);
    touched.delete(alert.id);
    changes.push({ alert, transition, position });
  });
  const rows = [...written].flatMap((fingerprint) => known.get(fingerprint) ?? []);
  for (const chunk of chunksOf(rows)) {
    await tx
      .insert(alerts)
      .values(chunk)
      .onConflictDoUpdate({
        target: [alerts.origin, alerts.source, alerts.fingerprint],
        set: {
          status: sql`excluded.status`,
          severity: sql`excluded.severity`,
          name: sql`excluded.name`,
          summary: sql`excluded.summary`,
          labels: sql`excluded.labels`,
          url: sql`excluded.url`,
          entityKey: sql`excluded.entity_key`,
          startsAt: sql`excluded.starts_at`,
          endsAt: sql`excluded.ends_at`,
          lastSeenAt: sql`excluded.last_seen_at`,
          receivedCount: sql`excluded.received_count`,
        },
      });
  }
  for (const chunk of chunksOf([...touched])) {
    await tx.update(alerts).set({ lastSeenAt: seenAt, receivedCount: sql`${alerts.receivedCount} + 1` }).where(inArray(alerts.id, chunk));
  }
  return changes;
}
