import type { Origin } from "@/lib/contracts/common";
import type { AlertSource } from "@/lib/contracts/signal";
import type { Pool } from "../platform/db/client";
import { messageOf } from "../platform/errors";
import type { Logger } from "../platform/log";
import { tunables } from "../platform/tunables";
import type { ParsedSignal, SourcePort } from "../sources/port";

/** Alerts that fire always, on purpose, by the names that kube-prometheus gives them; while they come, the way from Prometheus to here is open. */
const names: readonly string[] = ["Watchdog", "DeadMansSwitch"];
const senders: ReadonlySet<AlertSource> = new Set<AlertSource>(["alertmanager", "signoz"]);

/** Whether an alert of a source is its sign of life: watched for its absence, and never a problem by itself. */
export function isHeartbeat(source: AlertSource, signal: Pick<ParsedSignal, "name">): boolean {
  return senders.has(source) && names.includes(signal.name);
}

const gapMs = "extract(epoch from now() - old.beaten_at) * 1000";
/*
 * The usual gap follows the last one, but at most halves or doubles: neither an outage nor a twin of another replica makes it
 * forget what is usual. A beat within a second of another is its twin or a retry.
 */
const beat = `insert into source_heartbeats as old (origin, source, fingerprint, beaten_at) values ($1, $2, $3, now())
  on conflict (origin, source, fingerprint) do update set
    beats = old.beats + 1, beaten_at = now(), stopped_at = null,
    usual_gap_ms = least(greatest(${gapMs}, coalesce(old.usual_gap_ms, 0) / 2), coalesce(old.usual_gap_ms, 500000000)::bigint * 2)
  where old.stopped_at is not null or old.beaten_at < now() - interval '1 second'`;
const stop = "update source_heartbeats set stopped_at = now() where origin = $1 and source = $2 and fingerprint = $3 and stopped_at is null";

/** A verified delivery, as a door has it. */
export interface HeardDelivery {
  readonly source: SourcePort;
  readonly origin: Origin;
  readonly rawBody: Uint8Array;
  readonly kind: string | null;
}

/** Notes signs of life at the door, where also the repeats are seen that the inbox has already. */
export interface HeartbeatLog {
  /** Returns at once and never throws; a beat that could not be written is followed by another. */
  heard(delivery: HeardDelivery): void;
}

/** A log of heartbeats of one process. Bodies without one cost a search for a few bytes. */
export function createHeartbeatLog({ pool, log }: { pool: Pool; log: Logger }): HeartbeatLog {
  const notedAt = new Map<string, number>();

  const note = ({ source, origin }: HeardDelivery, { fingerprint, state }: ParsedSignal): void => {
    const key = `${origin} ${source.name} ${fingerprint} ${state}`;
    const now = performance.now();
    if (now - (notedAt.get(key) ?? -Infinity) < tunables.heartbeatNoteMs) return;
    if (notedAt.size >= tunables.maxLocalCounters) notedAt.clear();
    notedAt.set(key, now);
    void pool.query(state === "firing" ? beat : stop, [origin, source.name, fingerprint]).catch((error: unknown) => log.warn({ err: messageOf(error) }, "heartbeat_not_noted"));
  };

  return {
    heard: (delivery) => {
      const { source, rawBody, kind } = delivery;
      if (!senders.has(source.name) || rawBody.byteLength > tunables.maxHeartbeatBytes) return;
      const body = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
      if (!names.some((name) => body.includes(name))) return;
      for (const signal of source.parse(rawBody, kind).signals) if (isHeartbeat(source.name, signal)) note(delivery, signal);
    },
  };
}
