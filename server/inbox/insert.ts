import type { Origin } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { Pool } from "../platform/db/client";

/** A verified body on its way into the inbox. */
export interface InboxRow {
  readonly id: string;
  readonly source: SourceName;
  readonly origin: Origin;
  /** The sender's name of the delivery, or the digest of the body, which then holds for five minutes. */
  readonly delivery: { readonly id: string; readonly isDigest: boolean };
  readonly kind: string | null;
  readonly body: Uint8Array;
}

/** Length of the buckets that a digest holds for, in seconds of the database's clock. */
const bucketSeconds = 300;

const keyAt = (secondsAgo: number) => `case when is_digest then delivery || ':' || floor((extract(epoch from now()) - ${secondsAgo}) / ${bucketSeconds})::text else delivery end`;

/*
 * One prepared statement for any number of rows. The bodies travel as one binary parameter and are cut apart by the server: an array
 * of bytea would travel as hexadecimal text, and a list of values would be another statement for every number of rows.
 */
const insert = {
  name: "inbox_insert",
  text: `insert into inbox_entries (id, source, origin, delivery_key, kind, body)
    select id, source, origin, ${keyAt(0)}, kind, substring($7::bytea from start_at for size)
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::text[], $8::int[], $9::int[]) as t(id, source, origin, delivery, is_digest, kind, start_at, size)
    on conflict do nothing returning id`,
};

/** Between insert and look-up the five minutes may have ended, so the bucket of a minute ago counts as well. */
const findFirst = {
  name: "inbox_find_first",
  text: `select t.id, first.id from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[]) as t(id, source, origin, delivery, is_digest)
    cross join lateral (
      select e.id from inbox_entries e
      where e.source = t.source and e.origin = t.origin and e.delivery_key in (${keyAt(0)}, ${keyAt(60)})
      order by e.received_at desc limit 1
    ) first`,
};

const namesOf = (rows: readonly InboxRow[]) => [rows.map((row) => row.id), rows.map((row) => row.source), rows.map((row) => row.origin), rows.map((row) => row.delivery.id), rows.map((row) => row.delivery.isDigest)];

/** The bodies end to end, without a copy when there is but one. */
function join(rows: readonly InboxRow[]): { blob: Buffer; starts: number[] } {
  const starts: number[] = [];
  let at = 1;
  for (const { body } of rows) {
    starts.push(at);
    at += body.byteLength;
  }
  const [first] = rows;
  const blob = rows.length === 1 && first !== undefined ? Buffer.from(first.body.buffer, first.body.byteOffset, first.body.byteLength) : Buffer.concat(rows.map((row) => row.body), at - 1);
  return { blob, starts };
}

/**
 * Commits rows to the inbox in one statement, and says for each id which entry holds the delivery: its own id when it is new, that of
 * the first when the delivery was there already.
 * @throws whatever PostgreSQL says; then none of them was committed, or it cannot be known
 */
export async function insertInboxRows(pool: Pool, rows: readonly InboxRow[]): Promise<ReadonlyMap<string, string>> {
  const { blob, starts } = join(rows);
  const inserted = await pool.query<[string]>({ ...insert, rowMode: "array", values: [...namesOf(rows), rows.map((row) => row.kind), blob, starts, rows.map((row) => row.body.byteLength)] });
  const held = new Map(inserted.rows.map(([id]) => [id, id]));
  if (held.size === rows.length) return held;
  const found = await pool.query<[string, string]>({ ...findFirst, rowMode: "array", values: namesOf(rows.filter((row) => !held.has(row.id))) });
  for (const [id, first] of found.rows) held.set(id, first);
  return held;
}
