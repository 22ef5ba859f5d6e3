import { sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import type { Observation } from "../alert/fold";
import type { Transaction } from "../platform/db/client";

/** A state change, or an observation that has no life cycle. */
export interface SeenSignal {
  readonly observation: Observation;
  /** Null for an `info` signal. */
  readonly alertId: string | null;
  readonly entityKey: string | null;
  readonly startsAt: Date;
}

const chunkSize = 1_000;

/** Keeps one immutable signal of each, and adds what is new to its hour; working the same inbox entry again adds none. */
export async function recordSignals(tx: Transaction, origin: Origin, seen: readonly SeenSignal[]): Promise<void> {
  for (let from = 0; from < seen.length; from += chunkSize) {
    const rows = seen.slice(from, from + chunkSize).map(({ observation, alertId, entityKey, startsAt }) => ({
      id: newId("signal"),
      inbox_id: observation.inboxId,
      position: observation.position,
      source: observation.source,
      alert_id: alertId,
      fingerprint: observation.parsed.fingerprint,
      state: observation.parsed.state,
      severity: observation.parsed.severity,
      name: observation.parsed.name,
      summary: observation.parsed.summary,
      change: observation.parsed.change,
      labels: observation.parsed.labels,
      entity_key: entityKey,
      starts_at: startsAt,
      observed_at: observation.seenAt,
      url: observation.parsed.url,
    }));
    await tx.execute(sql`
      with added as (insert into signals (id, inbox_id, position, origin, source, alert_id, fingerprint, state, severity, name, summary, change, labels, entity_key, starts_at, observed_at, url)
      select id, inbox_id, position, ${origin}, source, alert_id, fingerprint, state, severity, name, summary, change, labels, entity_key, starts_at, observed_at, url
      from json_to_recordset(${JSON.stringify(rows)}::json) as row(id text, inbox_id text, position int, source text, alert_id text, fingerprint text, state text, severity text,
        name text, summary text, change text, labels jsonb, entity_key text, starts_at timestamptz, observed_at timestamptz, url text)
      on conflict do nothing returning date_trunc('hour', observed_at, 'UTC') as hour)
      insert into signal_tallies (origin, hour, signals) select ${origin}, hour, count(*)::int from added group by hour
      on conflict (origin, hour) do update set signals = signal_tallies.signals + excluded.signals`);
  }
}
