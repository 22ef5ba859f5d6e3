import { count, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { events } from "@/server/event/table";
import { inboxEntries, type InboxStatus } from "@/server/inbox/table";
import { apiTokens, session, signInLinks, user } from "@/server/platform/auth/table";
import { tunables } from "@/server/platform/tunables";
import { signals } from "@/server/signal/table";
import { removeExpired } from "@/server/worker/pipeline/retain";
import { openHouse, type TestHouse } from "../support/house";
import { tamper } from "../support/tampering";

let house: TestHouse;
const db = () => house.container.db;
const daysAgo = (days: number) => sql`now() - make_interval(days => ${days})`;

beforeAll(async () => {
  house = await openHouse({ env: { AWOOOI_RETAIN_SIGNALS_DAYS: "45" } });
});
afterAll(() => house?.close());
beforeEach(() => tamper(db(), (tx) => tx.execute(sql`truncate inbox_entries, signals, session, sign_in_links, api_tokens, events, "user" cascade`)));

const run = () => removeExpired(house.container, house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker"));

const entry = (status: InboxStatus, days: number, n = 0) => ({ id: newId("inbox"), source: "alertmanager" as const, origin: "live" as const, deliveryKey: `${status}-${days}-${n}`, body: Buffer.from("{}"), status, receivedAt: daysAgo(days) });
const signal = (days: number) => ({ id: newId("signal"), inboxId: newId("inbox"), position: 0, origin: "range" as const, source: "alertmanager" as const, fingerprint: "f", state: "firing" as const, severity: "info" as const, labels: {}, startsAt: daysAgo(days), observedAt: daysAgo(days) });

describe("removeExpired", () => {
  test("removes worked entries after their days, and never one that waits, is in work or was parked", async () => {
    const kept = [entry("processed", 29), entry("waiting", 400), entry("processing", 400), entry("dead", 400)];
    await db().insert(inboxEntries).values([...kept, entry("processed", 31), entry("processed", 400)]);
    expect(await run()).toBe(false);
    expect((await db().select({ id: inboxEntries.id }).from(inboxEntries)).map((row) => row.id).sort()).toEqual(kept.map((row) => row.id).sort());
  });

  test("removes signals after the days that were set", async () => {
    const young = signal(44);
    await db().insert(signals).values([young, signal(46), signal(91)]);
    await run();
    expect(await db().select({ id: signals.id }).from(signals)).toEqual([{ id: young.id }]);
  });

  test("removes ended sessions, used and expired links, and tokens that ended long ago", async () => {
    const id = newId("user");
    await db().insert(user).values({ id, name: "n", email: "n@example.com" });
    const later = sql`now() + interval '1 hour'`;
    const seat = { userId: id, expiresAt: later };
    await db().insert(session).values([
      { id: "open", token: "1", ...seat },
      { id: "idle", token: "2", ...seat, updatedAt: sql`now() - make_interval(secs => ${tunables.sessionIdleMs / 1000 + 1})` },
      { id: "old", token: "3", ...seat, createdAt: daysAgo(1) },
      { id: "expired", token: "4", userId: id, expiresAt: daysAgo(1) },
    ]);
    await db().insert(signInLinks).values([{ id: "sil_open", tokenHash: "1", role: "viewer", expiresAt: later }, { id: "sil_used", tokenHash: "2", role: "viewer", expiresAt: later, usedAt: sql`now()` }, { id: "sil_expired", tokenHash: "3", role: "viewer", expiresAt: daysAgo(1) }]);
    const token = { name: "n", prefix: "awo_1234", role: "viewer" as const, createdBy: { kind: "human" as const, id, name: "n" } };
    await db().insert(apiTokens).values([{ ...token, id: "tok_open", tokenHash: "1", expiresAt: later }, { ...token, id: "tok_revoked", tokenHash: "2", expiresAt: later, revokedAt: daysAgo(1) }, { ...token, id: "tok_ended", tokenHash: "3", expiresAt: daysAgo(31) }, { ...token, id: "tok_gone", tokenHash: "4", expiresAt: later, revokedAt: daysAgo(31) }]);
    await run();
    const left = await Promise.all([db().select({ id: session.id }).from(session), db().select({ id: signInLinks.id }).from(signInLinks), db().select({ id: apiTokens.id }).from(apiTokens)]);
    expect(left.map((rows) => rows.map((row) => row.id).sort())).toEqual([["open"], ["sil_open"], ["tok_open", "tok_revoked"]]);
  });

  test("leaves one event of each run that says how much, and none when there was nothing", async () => {
    await db().insert(inboxEntries).values([entry("processed", 31), entry("processed", 32)]);
    await db().insert(signals).values(signal(60));
    await run();
    await run();
    expect(await db().select({ type: events.type, statement: events.statement }).from(events)).toEqual([{ type: "retention.completed", statement: { code: "retention_completed", params: { inbox: 2, signals: 1, sessions: 0, links: 0, tokens: 0 } } }]);
  });

  test("takes one batch at a time and says that there is more; two workers do not take the same", async () => {
    const rows = Array.from({ length: tunables.retentionBatch + 500 }, (_, n) => entry("processed", 40, n));
    for (let from = 0; from < rows.length; from += 500) await db().insert(inboxEntries).values(rows.slice(from, from + 500));
    expect((await Promise.all([run(), run()])).filter(Boolean)).toHaveLength(1);
    expect(await db().select({ n: count() }).from(inboxEntries)).toEqual([{ n: 500 }]);
    expect(await run()).toBe(false);
    expect(await db().select({ n: count() }).from(inboxEntries).where(eq(inboxEntries.status, "processed"))).toEqual([{ n: 0 }]);
  });
});
