import type { Origin } from "@/lib/contracts/common";
import type { Observation } from "../../alert/fold";
import type { Container } from "../../container";
import { findingKey, readOpenCritical } from "../../finding/read-open-critical";
import type { Transaction } from "../../platform/db/client";
import type { ReadEntry } from "./read-entry";

/**
 * The ends of alerts whose finding was critical and is less now: a scanner says the severity of today and never that it fell. Read
 * before the findings of the batch are recorded. By inbox entry; the entries are in the order they were received.
 */
export async function readCalmed(container: Container, tx: Transaction, origin: Origin, entries: readonly ReadEntry[]): Promise<Map<string, Observation[]>> {
  const lesser = entries.flatMap(({ delivery }) => delivery.findings.filter(({ severity }) => severity !== "critical"));
  const ends = new Map<string, Observation[]>();
  if (lesser.length === 0) return ends;
  const critical = await readOpenCritical(tx, origin, lesser);
  for (const { claim, delivery } of entries) {
    const { id: inboxId, source, receivedAt: seenAt } = claim.entry;
    const ended: Observation[] = [];
    const own = new Map<string, boolean>();
    for (const finding of delivery.findings) if (finding.severity === "critical") own.set(findingKey(finding), own.get(findingKey(finding)) === true || finding.state === "open");
    delivery.findings.forEach((finding, index) => {
      const key = findingKey(finding);
      const since = critical.get(key);
      // What the same report also calls critical speaks for itself, and an older report says nothing against a newer one.
      if (since === undefined || own.has(key) || seenAt < since) return;
      const parsed = container.sources[source].endingOf?.(finding);
      if (parsed !== undefined) ended.push({ inboxId, position: delivery.signals.length + index, source, seenAt, parsed, truncatedGroup: null });
      critical.delete(key);
    });
    ends.set(inboxId, ended);
    for (const [key, isOpen] of own) {
      if (isOpen) critical.set(key, seenAt);
      else critical.delete(key);
    }
  }
  return ends;
}
