import { asc, sql } from "drizzle-orm";
import { origin as originSchema, type Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { Database } from "../platform/db/client";
import { tunables } from "../platform/tunables";
import { inboxEntries, sourceHeartbeats } from "./table";

/** What AWOOOI watches of itself, so that its own blindness never looks like a calm day. */
export type OwnAlarm = "source_silent" | "inbox_stalled" | "dead_letters";

/** How one of AWOOOI's own senses is; `unknown` when this process cannot tell, and then nothing changes. */
export interface Sense {
  readonly alarm: OwnAlarm;
  readonly origin: Origin;
  /** What the alarm is about within its origin: the heartbeat; empty for the inbox as a whole. */
  readonly subject: string;
  readonly source: SourceName | null;
  readonly state: "well" | "ill" | "unknown";
  /** When its newest cause came; null while well. */
  readonly since: Date | null;
}

/** How long a heartbeat may be late: a fixed time, or three of its usual gaps where they are long. */
export function toleratedGapMs(usualGapMs: number): number {
  return Math.max(tunables.sourceSilentMs, 3 * usualGapMs);
}

/** A heartbeat counts once it has beaten often enough to know its gap. Silence is only heard by who listens: `listeningMs` says for how long. */
async function feelHeartbeats(db: Database, listeningMs: number): Promise<Sense[]> {
  const rows = await db.select({ beat: sourceHeartbeats, silentMs: sql<number>`(extract(epoch from now() - ${sourceHeartbeats.beatenAt}) * 1000)::float8` }).from(sourceHeartbeats);
  return rows.flatMap(({ beat, silentMs }): Sense[] => {
    const { origin, source, fingerprint, usualGapMs, stoppedAt } = beat;
    if (beat.beats < tunables.heartbeatMinBeats || usualGapMs === null) return [];
    const tolerated = toleratedGapMs(usualGapMs);
    const state = stoppedAt !== null || Math.min(silentMs, listeningMs) > tolerated ? "ill" : silentMs <= tolerated ? "well" : "unknown";
    return [{ alarm: "source_silent", origin, source, subject: `${source}/${fingerprint}`, state, since: state === "ill" ? (stoppedAt ?? beat.beatenAt) : null }];
  });
}

/** Whether deliveries are worked off; behind a backlog of one origin nobody can say how the other fares. */
async function feelInbox(db: Database): Promise<Sense[]> {
  const [oldest] = await db
    .select({ origin: inboxEntries.origin, receivedAt: inboxEntries.receivedAt, waitingMs: sql<number>`(extract(epoch from now() - ${inboxEntries.receivedAt}) * 1000)::float8` })
    .from(inboxEntries)
    .where(sql`${inboxEntries.status} in ('waiting', 'processing')`)
    .orderBy(asc(inboxEntries.receivedAt))
    .limit(1);
  const stalled = oldest !== undefined && oldest.waitingMs > tunables.inboxStalledMs ? oldest : null;
  return originSchema.options.map((origin) => {
    const state = stalled === null ? "well" : stalled.origin === origin ? "ill" : "unknown";
    return { alarm: "inbox_stalled", origin, source: null, subject: "", state, since: state === "ill" && stalled !== null ? stalled.receivedAt : null };
  });
}

async function feelDeadLetters(db: Database, origin: Origin): Promise<Sense> {
  const [newest] = await db
    .select({ processedAt: inboxEntries.processedAt, source: inboxEntries.source })
    .from(inboxEntries)
    .where(sql`${inboxEntries.status} = 'dead' and ${inboxEntries.origin} = ${origin}`)
    .orderBy(sql`${inboxEntries.processedAt} desc nulls last`)
    .limit(1);
  return { alarm: "dead_letters", origin, source: newest?.source ?? null, subject: "", state: newest === undefined ? "well" : "ill", since: newest?.processedAt ?? null };
}

/** How each of AWOOOI's own senses is at this moment, by the database's clock. `listeningMs` is how long this process has looked without a gap. */
export async function readSenses(db: Database, listeningMs: number): Promise<Sense[]> {
  const [heartbeats, inbox, ...letters] = await Promise.all([feelHeartbeats(db, listeningMs), feelInbox(db), ...originSchema.options.map((origin) => feelDeadLetters(db, origin))]);
  return [...heartbeats, ...inbox, ...letters];
}
