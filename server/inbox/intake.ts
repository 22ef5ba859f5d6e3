import type { SourceName } from "@/lib/contracts/signal";
import type { Pool } from "../platform/db/client";
import { isOutage, messageOf } from "../platform/errors";
import type { Logger } from "../platform/log";
import { metrics } from "../platform/metrics";
import type { Bus } from "../platform/redis/bus";
import { tunables } from "../platform/tunables";
import { createAdmission, type Visit } from "./admission";
import { Batcher } from "./batcher";
import { createHeartbeatLog, type HeartbeatLog } from "./heartbeat";
import { insertInboxRows, type InboxRow } from "./insert";
import { createSightingLog, type SightingLog } from "./sighting";

/** What became of a row: the entry that holds the delivery, and whether this row is that entry. */
export interface StoredRow {
  readonly inboxId: string;
  readonly isNew: boolean;
}

/** The way into the inbox of one process; every door of it shares one. */
export interface Intake extends HeartbeatLog, Pick<SightingLog, "refused"> {
  /** Lets a request of a source in. @throws {Overloaded} */
  enter(source: SourceName): Visit;
  /** Resolves once the row is committed, or an earlier one of the same delivery is there. Rejects when PostgreSQL did not commit. */
  store(row: InboxRow): Promise<StoredRow>;
  /** Resolves when no wake-up is on its way to Redis any more. */
  settled(): Promise<void>;
}

/**
 * Inserts across requests. Large bodies have a line of their own, so that one of them never delays the small ones. Workers are woken
 * after the commit and nobody waits for that: whatever Redis does not take is found in PostgreSQL.
 */
export function createIntake({ pool, bus, log, ratePerSecond }: { pool: Pool; bus: Bus; log: Logger; ratePerSecond: number }): Intake {
  const admission = createAdmission(ratePerSecond);
  const wakeUps = new Set<Promise<void>>();
  let waking = 0;

  const wake = (rows: readonly InboxRow[]): void => {
    if (rows.length === 0 || waking + rows.length > tunables.maxWakeUpsInFlight) return;
    waking += rows.length;
    const sent: Promise<void> = bus.enqueueInbox(...rows.map((row) => row.id)).finally(() => {
      waking -= rows.length;
      wakeUps.delete(sent);
    });
    wakeUps.add(sent);
  };

  const insert = async (rows: readonly InboxRow[]): Promise<PromiseSettledResult<StoredRow>[]> => {
    const held = await insertInboxRows(pool, rows);
    wake(rows.filter((row) => held.get(row.id) === row.id));
    return rows.map((row) => {
      const inboxId = held.get(row.id);
      // Gone between insert and look-up: whoever cleans up was faster. The sender's next try will be new.
      if (inboxId === undefined) return { status: "rejected", reason: new Error("the first entry of this delivery is gone") };
      const isNew = inboxId === row.id;
      (isNew ? metrics.inboxAccepted : metrics.inboxDuplicates).inc({ source: row.source, origin: row.origin });
      return { status: "fulfilled", value: { inboxId, isNew } };
    });
  };

  /** Row by row: each its own fate, until PostgreSQL is away. */
  const insertOneByOne = async (rows: readonly InboxRow[]): Promise<PromiseSettledResult<StoredRow>[]> => {
    const outcomes: PromiseSettledResult<StoredRow>[] = [];
    for (const row of rows) {
      try {
        outcomes.push(...(await insert([row])));
      } catch (reason) {
        if (isOutage(reason)) throw reason;
        outcomes.push({ status: "rejected", reason });
      }
    }
    return outcomes;
  };

  /** One statement for all; when it fails for a reason of its rows, one by one, so that a bad body never fails its neighbours. */
  const run = async (rows: readonly InboxRow[]): Promise<PromiseSettledResult<StoredRow>[]> => {
    try {
      return await insert(rows);
    } catch (reason) {
      if (isOutage(reason)) throw reason;
      log.warn({ err: messageOf(reason), rows: rows.length }, "inbox_batch_failed");
      return rows.length === 1 ? [{ status: "rejected", reason }] : insertOneByOne(rows);
    }
  };

  const plan = { maxRows: tunables.inboxBatchRows, maxBytes: tunables.inboxBatchBytes, laneOf: (row: InboxRow) => row.source, bytesOf: (row: InboxRow) => row.body.byteLength, run };
  const small = new Batcher(plan);
  const large = new Batcher(plan);
  const heartbeats = createHeartbeatLog({ pool, log });
  const sightings = createSightingLog({ pool, log });
  return {
    enter: admission.enter,
    heard: (delivery) => {
      sightings.seen(delivery.source.name, delivery.origin);
      heartbeats.heard(delivery);
    },
    refused: sightings.refused,
    store: (row) => (row.body.byteLength > tunables.inboxBatchBytes / 4 ? large : small).push(row),
    settled: async () => {
      await Promise.allSettled(wakeUps);
    },
  };
}
