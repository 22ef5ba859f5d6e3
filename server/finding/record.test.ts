import { asc, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { events } from "../event/table";
import type { ParsedFinding } from "../sources/port";
import { listFindings } from "./list";
import { recordFindings } from "./record";
import { findings } from "./table";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

const db = () => house.container.db;
const finding = (fingerprint: string, more: Partial<ParsedFinding> = {}): ParsedFinding => ({ fingerprint, scanner: "nuclei", ruleId: "r", severity: "high", title: `finding ${fingerprint}`, description: "d", location: "https://shop.example/", labels: {}, url: null, state: "open", ...more });
let minutes = 0;

async function scan(list: readonly ParsedFinding[], more: { seenAt?: Date; origin?: "live" | "range"; entityKey?: string } = {}): Promise<Date> {
  minutes += 1;
  const { seenAt = new Date(Date.UTC(2026, 10, 22, 10, minutes)), origin = "live", entityKey = null } = more;
  const ctx = house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
  await db().transaction((tx) => recordFindings(ctx, tx, { origin, source: "kali", findings: list.map((parsed) => ({ parsed, entityKey })), seenAt }));
  return seenAt;
}

async function rowOf(fingerprint: string) {
  const [row, ...others] = await db().select().from(findings).where(eq(findings.fingerprint, fingerprint));
  if (row === undefined || others.length > 0) throw new Error(`${others.length + 1} rows`);
  return row;
}

async function historyOf(fingerprint: string): Promise<string[]> {
  const { id } = await rowOf(fingerprint);
  return (await db().select().from(events).where(eq(events.subjectId, id)).orderBy(asc(events.id))).map(({ type }) => type);
}

describe("recordFindings", () => {
  test("keeps one row per weakness over scans, and one event for what is new", async () => {
    const first = await scan([finding("a"), finding("b")]);
    const last = await scan([finding("a", { title: "worded anew" })]);
    expect(await rowOf("a")).toMatchObject({ scanCount: 2, firstSeenAt: first, lastSeenAt: last, title: "worded anew", state: "open" });
    expect(await rowOf("b")).toMatchObject({ scanCount: 1, lastSeenAt: first, state: "open" });
    expect(await historyOf("a")).toEqual(["finding.opened"]);
  });

  test("follows a finding through its states, one event each", async () => {
    for (const state of ["open", "suppressed", "suppressed", "open", "absent", "absent", "open"] as const) await scan([finding("c", { state })]);
    expect(await historyOf("c")).toEqual(["finding.opened", "finding.suppressed", "finding.reopened", "finding.closed", "finding.reopened"]);
    expect(await rowOf("c")).toMatchObject({ state: "open", scanCount: 7 });
  });

  test("records nothing of what is gone and was never seen, and nothing an older scan says later", async () => {
    await scan([finding("d", { state: "absent" })]);
    expect(await db().select().from(findings).where(eq(findings.fingerprint, "d"))).toEqual([]);
    const at = await scan([finding("e")]);
    await scan([finding("e", { state: "absent" })], { seenAt: new Date(at.getTime() - 60_000) });
    expect(await rowOf("e")).toMatchObject({ state: "open", lastSeenAt: at, scanCount: 1 });
  });

  test("sees once what a report names twice, and open where one of them is", async () => {
    await scan([finding("f", { state: "suppressed" }), finding("f"), finding("f", { state: "suppressed" })]);
    expect(await rowOf("f")).toMatchObject({ state: "open", scanCount: 1 });
    expect(await historyOf("f")).toEqual(["finding.opened"]);
  });

  test("keeps scanners and origins apart, and the entity that a later scan does not name", async () => {
    await scan([finding("g"), finding("g", { scanner: "zap" })], { entityKey: "prod/host//shop.example" });
    await scan([finding("g")], { origin: "range" });
    await scan([finding("g")]);
    const rows = await db().select().from(findings).where(eq(findings.fingerprint, "g"));
    expect(rows.map(({ origin, scanner, scanCount, entityKey }) => `${origin} ${scanner} ${scanCount} ${entityKey}`).toSorted()).toEqual(["live nuclei 2 prod/host//shop.example", "live zap 1 prod/host//shop.example", "range nuclei 1 null"]);
  });

  test("takes a report of many chunks, with its facts in one commit", async () => {
    const many = Array.from({ length: 1_203 }, (_, index) => finding(`many-${index}`));
    await scan(many);
    await scan(many);
    const rows = await db().select({ id: findings.id, scanCount: findings.scanCount }).from(findings).where(inArray(findings.fingerprint, many.map(({ fingerprint }) => fingerprint)));
    expect([rows.length, rows.every(({ scanCount }) => scanCount === 2)]).toEqual([1_203, true]);
    expect(await db().$count(events, inArray(events.subjectId, rows.map(({ id }) => id)))).toBe(1_203);
  });

  test("leaves nothing behind when its transaction fails", async () => {
    const ctx = house.container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
    const failing = db().transaction(async (tx) => {
      await recordFindings(ctx, tx, { origin: "live", source: "kali", findings: [{ parsed: finding("gone"), entityKey: null }], seenAt: new Date() });
      throw new Error("later");
    });
    await expect(failing).rejects.toThrow("later");
    expect(await db().select().from(findings).where(eq(findings.fingerprint, "gone"))).toEqual([]);
  });
});

describe("listFindings", () => {
  test("pages through all findings once, the newest first, and filters by state and severity", async () => {
    await scan([finding("worst", { severity: "critical", state: "suppressed" })], { entityKey: "prod/host//shop.example" });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listFindings(db(), { limit: 200, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([await db().$count(findings), seen.length]);
    const [worst, ...others] = (await listFindings(db(), { limit: 10, state: "suppressed", severity: "critical", origin: "live" })).items;
    expect(others).toEqual([]);
    expect(worst).toMatchObject({ id: seen[0], title: "finding worst", entity: { cluster: "prod", kind: "host", namespace: "", name: "shop.example" }, scanCount: 1 });
    expect((await listFindings(db(), { limit: 10, severity: "low" })).items).toEqual([]);
  });
});
