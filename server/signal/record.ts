import { newId } from "@/lib/ids";
import type { AlertChange } from "../alert/apply";
import type { Transaction } from "../platform/db/client";
import { signals } from "./table";

/** Keeps one immutable signal per alert change; working the same inbox entry again adds none. */
export async function recordSignals(tx: Transaction, input: { inboxId: string; changes: readonly AlertChange[]; observedAt: Date }): Promise<void> {
  for (let from = 0; from < input.changes.length; from += 500) {
    await tx
      .insert(signals)
      .values(
        input.changes.slice(from, from + 500).map(({ alert, position }) => ({
          id: newId("signal"),
          inboxId: input.inboxId,
          position,
          origin: alert.origin,
          source: alert.source,
          alertId: alert.id,
          fingerprint: alert.fingerprint,
          state: alert.status,
          severity: alert.severity,
          name: alert.name,
          summary: alert.summary,
          labels: alert.labels,
          entityKey: alert.entityKey,
          startsAt: alert.startsAt,
          observedAt: input.observedAt,
          url: alert.url,
        })),
      )
      .onConflictDoNothing();
  }
}
