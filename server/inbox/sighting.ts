import type { Origin } from "@/lib/contracts/common";
import type { ProblemCode } from "@/lib/contracts/problem";
import type { SourceName } from "@/lib/contracts/signal";
import type { SourceSighting } from "@/lib/contracts/source";
import type { Database, Pool } from "../platform/db/client";
import { messageOf } from "../platform/errors";
import type { Logger } from "../platform/log";
import { tunables } from "../platform/tunables";
import { sourceSightings } from "./table";

/** A delivery with this header is one of AWOOOI's own tests: it goes the whole way and is nobody's sign of life. */
export const testHeader = "x-awoooi-test";

/** Notes at the door who comes and who is turned away, so that Settings can say whether a tool speaks. */
export interface SightingLog {
  /** A delivery was taken. Returns at once and never throws; one that could not be written is followed by another. */
  seen(source: SourceName, origin: Origin): void;
  /** A delivery was refused; its sender is not known. Likewise. */
  refused(source: SourceName, because: ProblemCode): void;
}

const writeSeen = "insert into source_sightings (origin, source, seen_at) values ($1, $2, now()) on conflict (origin, source) do update set seen_at = now()";
const writeRefused = "insert into source_sightings (origin, source, refused_at, refused_because) values ('live', $1, now(), $2) on conflict (origin, source) do update set refused_at = now(), refused_because = $2";

/** What says that our own side was busy or away says nothing of a sender. */
const ours: ReadonlySet<ProblemCode> = new Set<ProblemCode>(["unavailable", "internal"]);

/** The sightings of one process: each kind is written once in a while, however many come. */
export function createSightingLog({ pool, log }: { pool: Pool; log: Logger }): SightingLog {
  const notedAt = new Map<string, number>();

  const note = (key: string, text: string, values: readonly string[]): void => {
    const now = performance.now();
    if (now - (notedAt.get(key) ?? -Infinity) < tunables.sightingNoteMs) return;
    notedAt.set(key, now);
    void pool.query(text, [...values]).catch((error: unknown) => log.warn({ err: messageOf(error) }, "sighting_not_noted"));
  };

  return {
    seen: (source, origin) => note(`seen ${origin} ${source}`, writeSeen, [origin, source]),
    refused: (source, because) => {
      if (!ours.has(because)) note(`refused ${source} ${because}`, writeRefused, [source, because]);
    },
  };
}

/** Every sighting there is, by its source. */
export async function readSightings(db: Database): Promise<ReadonlyMap<SourceName, readonly SourceSighting[]>> {
  const rows = await db.select().from(sourceSightings).orderBy(sourceSightings.source, sourceSightings.origin);
  const present = (row: (typeof rows)[number]): SourceSighting => ({ origin: row.origin, seenAt: row.seenAt?.toISOString() ?? null, refusedAt: row.refusedAt?.toISOString() ?? null, refusedBecause: row.refusedBecause });
  return new Map(rows.map(({ source }) => [source, rows.filter((row) => row.source === source).map(present)]));
}
