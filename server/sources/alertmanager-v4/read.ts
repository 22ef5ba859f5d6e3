import { parseJson } from "@/server/platform/inbound/json";
import { limitsOf, usualLimits } from "@/server/platform/inbound/limits";
import { shapeReader } from "@/server/platform/inbound/shape";
import { oneLine } from "@/server/platform/inbound/text";
import type { ParsedGroup } from "@/server/sources/port";
import { texts, webhookBody, type WebhookAlert } from "./schema";

/*
 * The webhook body of Alertmanager, version 4, which forks of it send as well. Reads also: version 4 of old releases (no fingerprint,
 * no truncatedAlerts); version 3 (numeric groupKey); bodies that only carry `alerts`.
 */

/** 8 MiB: 20,000 alerts of about 400 bytes each, or some 8,000 of the usual 1 KB. A storm above this is cut by the sender's `max_alerts`, not by us. */
export const webhookLimits = limitsOf({ maxBodyBytes: 8 * 1024 * 1024, maxEntries: 20_000, maxContainers: 4 * usualLimits.maxEntries });

const maxGroupKeyLength = 2_000;

/** A webhook body as its alerts, and their group; `truncatedCount` says how many the sender left out. */
export interface WebhookGroup {
  readonly alerts: readonly WebhookAlert[];
  readonly group: ParsedGroup | null;
  readonly truncatedCount: number;
}

/** Makes the reader of one sender's webhook bodies, who is called `what` in a refusal. */
export function webhookReader(what: string): (rawBody: Uint8Array) => WebhookGroup {
  const readShape = shapeReader(webhookBody, what);
  return (rawBody) => {
    const { alerts, groupKey, receiver, groupLabels, truncatedAlerts } = readShape(parseJson(rawBody, webhookLimits));
    return {
      alerts: alerts ?? [],
      group: groupOf(groupKey, receiver, groupLabels),
      truncatedCount: Number.isSafeInteger(truncatedAlerts) ? Math.max(0, Number(truncatedAlerts)) : 0,
    };
  };
}

/** A numeric key (version 3) is beyond the safe integers, so that reading it has already changed it: it is none. */
function groupOf(named: unknown, receiver: unknown, groupLabels: unknown): ParsedGroup | null {
  const key = typeof named === "string" ? oneLine(named, maxGroupKeyLength) : "";
  if (key === "") return null;
  const labels = texts.safeParse(groupLabels);
  return { key, query: typeof receiver === "string" && receiver !== "" && labels.success ? { receiver, labels: labels.data } : null };
}
