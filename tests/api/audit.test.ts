import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditEvent, AuditVerification } from "@/lib/contracts/audit";
import { appendEvents } from "@/server/event/append";
import { appendCheckpointFile } from "@/server/event/checkpoint-file";
import { checkpointKey, signCheckpoint, writeCheckpoint } from "@/server/event/checkpoint-rules";
import { linkHash } from "@/server/event/rules";
import { sealedContent, sealEvents } from "@/server/event/seal";
import { events } from "@/server/event/table";
import { tunables } from "@/server/platform/tunables";
import { tamper } from "../support/tampering";
import { bearer, openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
const human = { kind: "human", id: "usr_lin", name: "Lin" } as const;
const machine = { kind: "automation", id: "openclaw", name: "OpenClaw" } as const;

beforeAll(async () => {
  web = await openWeb();
  const { container } = web.house;
  for (let round = 0; round < 30; round += 1) {
    const ctx = round % 3 === 0 ? container.ctx(human, "web") : container.ctx(machine, "worker");
    const incidentId = `inc_${round % 2}`;
    await ctx.db.transaction((tx) => appendEvents(ctx, tx, [{ type: round % 3 === 0 ? "approval.decided" : "alert.fired", subject: { kind: round % 3 === 0 ? "approval" : "alert", id: `sub_${round % 5}` }, incidentId, origin: round < 20 ? "live" : "range", statement: { code: "alert_fired", params: { name: `n${round}`, entity: "e" } } }]));
  }
  while ((await sealEvents(container.db)) > 0);
  await tamper(container.db, (tx) => tx.execute(sql`update events set at = '2026-01-01T00:00:00Z' where chain_seq <= 10`));
  await rechain();
});
afterAll(() => web.house.close());

/** The times above were changed behind the chain's back. */
async function rechain(): Promise<void> {
  const { db } = web.house.container;
  await tamper(db, (tx) => tx.execute(sql`update events set chain_seq = null, previous_hash = null, hash = null`));
  while ((await sealEvents(db)) > 0);
}

async function list(query: string): Promise<{ items: AuditEvent[]; nextCursor: string | null }> {
  const response = await web.call("GET", `/api/v1/audit?${query}`, { headers: bearer });
  expect(response.status).toBe(200);
  return (await response.json()) as { items: AuditEvent[]; nextCursor: string | null };
}

async function verify(query = ""): Promise<AuditVerification> {
  const response = await web.call("GET", `/api/v1/audit/verify${query}`, { headers: bearer });
  expect(response.status).toBe(200);
  return (await response.json()) as AuditVerification;
}

describe("the audit log", () => {
  test("is read newest first, page by page, each event once and each linked to the one before", async () => {
    const seen: AuditEvent[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(`limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(seen.map((event) => event.seq)).toEqual(Array.from({ length: 30 }, (_, index) => 30 - index));
    const rows = await web.house.container.db.select().from(events);
    for (const row of rows) expect(seen.find((event) => event.id === row.id)?.hash).toBe(linkHash(row.previousHash ?? "", sealedContent(row, row.chainSeq ?? 0)));
  });

  test.each([
    ["type=approval.decided", (event: AuditEvent) => event.type === "approval.decided", 10],
    ["actorKind=human", (event: AuditEvent) => event.actor.kind === "human", 10],
    ["actorKind=automation", (event: AuditEvent) => event.actor.kind === "automation", 20],
    ["actorKind=human&actorId=usr_lin", (event: AuditEvent) => event.actor.id === "usr_lin", 10],
    ["actorId=nobody", () => false, 0],
    ["subjectKind=alert&subjectId=sub_1", (event: AuditEvent) => event.subject.id === "sub_1" && event.subject.kind === "alert", 4],
    ["incidentId=inc_1", (event: AuditEvent) => event.incidentId === "inc_1", 15],
    ["origin=range", (event: AuditEvent) => event.origin === "range", 10],
    ["until=2026-06-01T00:00:00Z", (event: AuditEvent) => event.at < "2026-06-01", 10],
    ["since=2026-06-01T00:00:00Z&origin=live", (event: AuditEvent) => event.at > "2026-06-01" && event.origin === "live", 10],
  ])("narrowed by %s holds these and no others", async (query, belongs, count) => {
    const { items } = await list(`${query}&limit=200`);
    expect(items).toHaveLength(count);
    expect(items.every(belongs)).toBe(true);
  });

  test("looks through a bounded number of places for what has no index, and goes on from there", async () => {
    const { db } = web.house.container;
    const far = 30 + 2 * tunables.auditScanPlaces;
    await db.execute(sql`insert into events (id, type, subject_kind, subject_id, actor, channel, chain_seq, previous_hash, hash) values ('evt_far', 'far.off', 'alert', 'sub_far', ${JSON.stringify(machine)}::jsonb, 'worker', ${far}, '', '')`);
    for (const query of ["origin=range", "actorId=nobody", "subjectKind=approval", "until=2026-06-01T00:00:00Z", "type=alert.fired&origin=range"]) {
      const pages = [await list(query)];
      for (let cursor = pages[0]?.nextCursor ?? null; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null) pages.push(await list(`${query}&cursor=${cursor}`));
      expect(pages.map((page) => page.items.length)).toEqual([0, 0, pages[2]?.items.length]);
      expect(pages[2]?.items.length === 0).toBe(query === "actorId=nobody");
    }
    for (const query of ["", "type=approval.decided", "subjectId=sub_1", "incidentId=inc_1", "actorId=usr_lin", "actorKind=human"]) expect((await list(`${query}&limit=2`)).items.at(-1)?.seq).toBeLessThan(31);
    await tamper(db, (tx) => tx.execute(sql`delete from events where id = 'evt_far'`));
  });

  test("refuses a cursor that is none", async () => {
    for (const cursor of ["x", "-1", "0", "1.5", "1e99"]) expect((await web.call("GET", `/api/v1/audit?cursor=${cursor}`, { headers: bearer })).status).toBe(400);
  });
});

describe("the verification", () => {
  test("finds the chain intact, also in parts", async () => {
    expect(await verify()).toMatchObject({ intact: true, checkedCount: 30, toSeq: 30, nextCursor: null });
    const first = await verify("?limit=20");
    expect(first).toMatchObject({ intact: true, toSeq: 20 });
    expect(await verify(`?cursor=${first.nextCursor}`)).toMatchObject({ intact: true, fromSeq: 21, toSeq: 30, nextCursor: null });
  });

  test("holds the chain against the file beside the database, and against a checkpoint that the caller kept", async () => {
    const { config, db } = web.house.container;
    const [row] = await db.select({ hash: events.hash }).from(events).where(sql`chain_seq = 30`);
    const key = checkpointKey(config.authSecret);
    const kept = signCheckpoint(key, { chainSeq: 30, hash: row?.hash ?? "" });
    expect(await verify(`?checkpoint=${writeCheckpoint(kept)}`)).toMatchObject({ intact: true, checkpoints: { checkedCount: 1, latestSeq: 30 } });
    await tamper(db, (tx) => tx.execute(sql`delete from events where chain_seq > 25`));
    expect(await verify()).toMatchObject({ intact: true, headSeq: 25 });
    expect(await verify(`?checkpoint=${writeCheckpoint(kept)}`)).toMatchObject({ intact: false, brokenAt: { seq: 26, reason: "tail_missing" } });
    await appendCheckpointFile({ dataDir: config.dataDir, db }, kept);
    expect(await verify()).toMatchObject({ intact: false, brokenAt: { seq: 26, reason: "tail_missing" } });
    expect((await web.call("GET", "/api/v1/audit/verify?checkpoint=nonsense", { headers: bearer })).status).toBe(400);
  });
});
