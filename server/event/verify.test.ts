import { asc, eq, gt, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditVerification } from "@/lib/contracts/audit";
import { chaosScale } from "@/tests/support/chaos";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { tamper } from "@/tests/support/tampering";
import type { Database, Transaction } from "../platform/db/client";
import { Fenced } from "../platform/errors";
import { appendEvents } from "./append";
import { checkpointChain } from "./checkpoint";
import { checkpointKey, readCheckpoint, signCheckpoint, writeCheckpoint, type Checkpoint } from "./checkpoint-rules";
import { genesisHash, linkHash } from "./rules";
import { sealedContent, sealEvents } from "./seal";
import { auditCheckpoints, events } from "./table";
import { verifyChain } from "./verify";

const size = 40;
const key = checkpointKey("test-secret-test-secret-test-secret-test");
let house: TestHouse;
let head: Checkpoint;

async function grow(count: number): Promise<void> {
  const ctx = house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  await ctx.db.transaction((tx) =>
    appendEvents(ctx, tx, Array.from({ length: count }, (_, index) => ({ type: "alert.fired", subject: { kind: "alert" as const, id: `alt_${index}` }, incidentId: `inc_${index % 3}`, origin: "live" as const, statement: { code: "alert_fired", params: { index, name: `alert ${index}` } } }))),
  );
  while ((await sealEvents(ctx.db)) > 0);
}

beforeAll(async () => {
  house = await openHouse();
  await grow(size);
  const outcome = await checkpointChain(house.container.db, key);
  if (outcome === null || !("signed" in outcome)) throw new Error("no checkpoint was signed");
  head = outcome.signed;
}, 60_000);
afterAll(() => house?.close());

const verify = (db: Database | Transaction, outside: readonly Checkpoint[] = []) => verifyChain(db, { limit: 100_000, key, outside });

/** Verifies a chain that a superuser has tampered with, and undoes it. */
async function verifyTampered(change: (tx: Transaction) => Promise<void>, outside: readonly Checkpoint[] = []): Promise<AuditVerification> {
  let found: AuditVerification | undefined;
  await tamper(house.container.db, async (tx) => {
    await change(tx);
    found = await verify(tx, outside);
    // A refusal of ours gives its connection back; any other error would cost one each time.
    throw new Fenced("the tampering");
  }).catch((error: unknown) => {
    if (!(error instanceof Fenced)) throw error;
  });
  if (found === undefined) throw new Error("nothing was verified");
  return found;
}

const edits = [
  (seq: number) => sql`update events set type = type || 'x' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set subject_id = subject_id || 'x' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set subject_kind = 'incident' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set incident_id = null where chain_seq = ${seq}`,
  (seq: number) => sql`update events set origin = 'range' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set actor = jsonb_set(actor, '{name}', '"Mallory"') where chain_seq = ${seq}`,
  (seq: number) => sql`update events set channel = 'cli' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set statement = jsonb_set(statement, '{params,index}', '-1') where chain_seq = ${seq}`,
  (seq: number) => sql`update events set statement = null where chain_seq = ${seq}`,
  (seq: number) => sql`update events set at = at + interval '1 millisecond' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set id = id || 'x' where chain_seq = ${seq}`,
  (seq: number) => sql`update events set hash = ${"a".repeat(64)} where chain_seq = ${seq}`,
  (seq: number) => sql`update events set previous_hash = ${"a".repeat(64)} where chain_seq = ${seq}`,
];

/** Gives every event from a place on a new link, as somebody who has read this code would. */
async function relink(tx: Transaction): Promise<void> {
  const rows = await tx.select().from(events).orderBy(asc(events.chainSeq));
  let previousHash = genesisHash;
  await tx.update(events).set({ chainSeq: sql`-chain_seq` });
  for (const [index, row] of rows.entries()) {
    const hash = linkHash(previousHash, sealedContent(row, index + 1));
    await tx.update(events).set({ chainSeq: index + 1, previousHash, hash }).where(eq(events.id, row.id));
    previousHash = hash;
  }
}

const seqs = fc.integer({ min: 1, max: size });
const property = <T>(arbitrary: fc.Arbitrary<T>, runs: number, change: (tx: Transaction, value: T) => Promise<void>, expectFault: (fault: NonNullable<AuditVerification["brokenAt"]>, value: T) => void) =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (value) => {
      const { intact, brokenAt } = await verifyTampered((tx) => change(tx, value));
      expect(intact).toBe(false);
      if (brokenAt !== null) expectFault(brokenAt, value);
    }),
    { numRuns: runs * chaosScale },
  );

describe("verifyChain", () => {
  test("finds an untouched chain intact, up to its head and its checkpoint", async () => {
    expect(await verify(house.container.db)).toEqual({ intact: true, checkedCount: size, fromSeq: 1, toSeq: size, headSeq: size, unsealedCount: 0, brokenAt: null, checkpoints: { checkedCount: 1, latestSeq: size, foreignCount: 0 }, nextCursor: null });
  });

  test("finds any edit, at its place", () =>
    property(
      fc.tuple(seqs, fc.integer({ min: 0, max: edits.length - 1 })),
      120,
      async (tx, [seq, which]) => void (await tx.execute(edits[which]?.(seq) ?? sql``)),
      (fault, [seq]) => expect(fault).toMatchObject({ seq, reason: expect.stringMatching(/^(content|link)_changed$/) as string }),
    ), 60_000 * chaosScale);

  test("finds any deletion, at the first that is gone", () =>
    property(
      fc.uniqueArray(seqs, { minLength: 1, maxLength: 10 }),
      80,
      async (tx, gone) => void (await tx.execute(sql`delete from events where chain_seq = any(${sql.param(gone)}::bigint[])`)),
      (fault, gone) => expect(fault.seq).toBe(Math.min(...gone)),
    ), 60_000 * chaosScale);

  test("finds two events that changed places", () =>
    property(
      fc.uniqueArray(seqs, { minLength: 2, maxLength: 2 }),
      80,
      async (tx, [one = 1, other = 2]) => {
        await tx.execute(sql`update events set chain_seq = -chain_seq where chain_seq in (${one}, ${other})`);
        await tx.execute(sql`update events set chain_seq = case chain_seq when ${-one}::bigint then ${other}::bigint else ${one}::bigint end where chain_seq < 0`);
      },
      (fault, places) => expect(fault.seq).toBe(Math.min(...places)),
    ), 60_000 * chaosScale);

  test("finds a cut tail, whatever its length, even when the cut leaves a perfect chain", () =>
    property(
      fc.integer({ min: 0, max: size - 1 }),
      60,
      async (tx, kept) => void (await tx.execute(sql`delete from events where chain_seq > ${kept}`)),
      (fault, kept) => expect(fault).toMatchObject({ seq: kept + 1, reason: "tail_missing" }),
    ), 60_000 * chaosScale);

  test("finds rewritten history, though every hash was made anew", () =>
    property(
      fc.tuple(seqs, fc.constantFrom("edit", "delete", "insert")),
      20,
      async (tx, [seq, how]) => {
        if (how === "edit") await tx.execute(sql`update events set type = 'approval.decided' where chain_seq = ${seq}`);
        if (how === "delete") await tx.execute(sql`delete from events where chain_seq = ${seq}`);
        if (how === "insert") {
          await tx.execute(sql`update events set chain_seq = -chain_seq where chain_seq >= ${seq}`);
          await tx.execute(sql`update events set chain_seq = 1 - chain_seq where chain_seq < 0`);
          await tx.execute(sql`insert into events select 'evt_forged' as id, type, subject_kind, subject_id, incident_id, origin, actor, channel, statement, at, ${seq}::bigint, previous_hash, hash from events limit 1`);
        }
        await relink(tx);
      },
      (fault) => expect(["checkpoint_differs", "tail_missing"]).toContain(fault.reason),
    ), 60_000 * chaosScale);

  test("finds an event that was put before the first", () =>
    property(
      fc.integer({ min: -5, max: 0 }),
      5,
      async (tx, seq) => void (await tx.execute(sql`insert into events select 'evt_forged' as id, type, subject_kind, subject_id, incident_id, origin, actor, channel, statement, at, ${seq}::bigint, previous_hash, hash from events limit 1`)),
      (fault, seq) => expect(fault).toEqual({ seq, reason: "link_changed", eventId: "evt_forged" }),
    ), 60_000 * chaosScale);

  test("finds a checkpoint that was changed, and by a copy outside the database also those that were deleted with their tail", async () => {
    const cut = async (tx: Transaction) => {
      await tx.delete(auditCheckpoints);
      await tx.execute(sql`delete from events where chain_seq > 10`);
    };
    expect((await verifyTampered((tx) => tx.update(auditCheckpoints).set({ hash: "b".repeat(64) }).then(() => undefined))).brokenAt).toEqual({ seq: size, reason: "checkpoint_forged", eventId: null });
    expect((await verifyTampered(cut)).intact).toBe(true);
    expect((await verifyTampered(cut, [head])).brokenAt).toEqual({ seq: 11, reason: "tail_missing", eventId: null });
  });

  test("counts checkpoints of another key, which prove nothing, and does not take them for forgeries", async () => {
    const foreign = signCheckpoint(checkpointKey("another-secret-another-secret-another-secret"), { chainSeq: 5, hash: "c".repeat(64) });
    expect(await verify(house.container.db, [foreign])).toMatchObject({ intact: true, checkpoints: { foreignCount: 1, checkedCount: 1 } });
  });

  test("goes on from its cursor to the same end, and from no other", async () => {
    let cursor: string | undefined;
    let checked = 0;
    for (let step = 0; step < 10; step += 1) {
      const part = await verifyChain(house.container.db, { cursor, limit: 7, key, outside: [] });
      expect(part).toMatchObject({ intact: true, fromSeq: checked + 1 });
      checked += part.checkedCount;
      if (part.nextCursor === null) break;
      cursor = part.nextCursor;
    }
    expect(checked).toBe(size);
    expect((await verifyChain(house.container.db, { cursor: `7.${"d".repeat(64)}`, limit: 7, key, outside: [] })).brokenAt).toMatchObject({ seq: 8, reason: "link_changed" });
    expect((await verifyChain(house.container.db, { cursor: `70.${"d".repeat(64)}`, limit: 7, key, outside: [] })).brokenAt).toMatchObject({ seq: size + 1, reason: "tail_missing" });
    await expect(verifyChain(house.container.db, { cursor: "made up", limit: 7, key, outside: [] })).rejects.toMatchObject({ code: "bad_request" });
  });
});

describe("checkpointChain", () => {
  test("signs nothing new while little has happened, one checkpoint after a hundred events, and only one for many who try", async () => {
    const { db } = house.container;
    await grow(20);
    expect(await checkpointChain(db, key)).toBeNull();
    await grow(80);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => checkpointChain(db, key)));
    expect(outcomes.filter((outcome) => outcome !== null)).toMatchObject([{ signed: { chainSeq: size + 100 } }]);
    await db.execute(sql`update audit_checkpoints set made_at = now() - interval '6 minutes'`);
    expect(await checkpointChain(db, key)).toBeNull();
    await grow(1);
    expect(await checkpointChain(db, key)).toMatchObject({ signed: { chainSeq: size + 101 } });
    expect(await verify(db)).toMatchObject({ intact: true, checkpoints: { checkedCount: 3 } });
  });

  test("signs no chain that does not follow from the last checkpoint", async () => {
    const { db } = house.container;
    await grow(100);
    await tamper(db, (tx) => tx.execute(sql`update events set type = 'alert.forged' where chain_seq = ${size + 150}`));
    expect(await checkpointChain(db, key)).toEqual({ fault: { seq: size + 150, reason: "content_changed", eventId: expect.stringMatching(/^evt_/) as string } });
    expect(await db.select().from(auditCheckpoints)).toHaveLength(3);
  });

  test("signs no chain that was rewritten together with the table of checkpoints, as long as one is known outside", async () => {
    const { db } = house.container;
    const outcomes: unknown[] = [];
    const attempt = tamper(db, async (tx) => {
      await tx.delete(auditCheckpoints);
      await tx.delete(events).where(gt(events.chainSeq, size + 120));
      await tx.execute(sql`update events set type = 'alert.forged' where chain_seq = 3`);
      let previousHash = genesisHash;
      for (const row of await tx.select().from(events).orderBy(asc(events.chainSeq))) {
        const hash = linkHash(previousHash, sealedContent(row, row.chainSeq ?? 0));
        await tx.update(events).set({ previousHash, hash }).where(eq(events.id, row.id));
        previousHash = hash;
      }
      outcomes.push(await checkpointChain(tx, key, head));
      outcomes.push(await checkpointChain(tx, key, signCheckpoint(key, { chainSeq: size + 121, hash: "0".repeat(64) })));
      throw new Fenced("the tampering");
    });
    await expect(attempt).rejects.toThrow(Fenced);
    expect(outcomes).toMatchObject([{ fault: { seq: size + 1, reason: "link_changed" } }, { fault: { seq: size + 121, reason: "tail_missing" } }]);
  });

  test("writes a line that reads back the same, and takes nothing else for one", () => {
    expect(readCheckpoint(writeCheckpoint(head))).toEqual(head);
    for (const line of ["", "1:2:3:4", `${writeCheckpoint(head)}0`, `-${writeCheckpoint(head)}`]) expect(readCheckpoint(line)).toBeNull();
  });
});
