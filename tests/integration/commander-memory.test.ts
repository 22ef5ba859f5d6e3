import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import { newId } from "@/lib/ids";
import { actions } from "@/server/action/table";
import { decideApproval } from "@/server/approval/decide";
import { readPrecedent } from "@/server/approval/precedent";
import { approvals } from "@/server/approval/table";
import { incidents } from "@/server/incident/table";
import { readAutonomy, readAutonomyLedger } from "@/server/stats/autonomy";
import { readBrief } from "@/server/stats/brief";
import { askForApproval } from "../support/approval";
import { openHouse, type TestHouse } from "../support/house";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const human = () => house.container.ctx({ kind: "human", id: "usr_ann", name: "Ann" }, "web");

interface Night {
  openedAt: Date;
  settledAt?: Date;
  settledBy?: "automation" | "source" | "human";
  touched?: boolean;
  seeded?: boolean;
  actionable?: boolean;
}

async function incident({ openedAt, settledAt, settledBy, touched = false, seeded = false, actionable = false }: Night): Promise<string> {
  const id = newId("incident");
  const entity = { cluster: "prod", kind: "workload", namespace: "shop", name: "night" } as const;
  await house.container.db.insert(incidents).values({ id, origin: "range", status: settledAt === undefined ? "investigating" : "resolved", severity: "warning", title: "Night", entity, entityKey: entityKey(entity), openedAt, updatedAt: settledAt ?? openedAt, settledAt: settledAt ?? null, settledBy: settledBy ?? null, humanTouched: touched, verified: settledBy === "automation", seeded, actionable });
  return id;
}

describe("readPrecedent", () => {
  test("recalls the same action on the same target and no other, with the last no and its reason", async () => {
    const ctx = human();
    const [first, other, asked] = [await askForApproval(house.container), await askForApproval(house.container), await askForApproval(house.container)];
    await decideApproval(ctx, { id: first.id, role: "commander", idempotencyKey: "a", body: { decision: "deny", argsHash: first.argsHash, reason: "wrong_time" } });
    const [target] = await ctx.db.select({ targetKey: actions.targetKey }).from(actions).innerJoin(approvals, eq(approvals.actionId, actions.id)).where(eq(approvals.id, first.id));
    await ctx.db.update(actions).set({ targetKey: target?.targetKey ?? "" }).where(eq(actions.incidentId, asked.incidentId));
    expect(await readPrecedent(ctx, { id: asked.id })).toMatchObject({ ran: 0, last: null, lastDenial: { by: { name: "Ann" }, reason: "wrong_time" } });
    expect(await readPrecedent(ctx, { id: other.id })).toEqual({ ran: 0, verified: 0, failed: 0, last: null, lastDenial: null });
  });

  test("knows no approval that is not there", async () => {
    await expect(readPrecedent(human(), { id: "apr_none" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("readBrief", () => {
  test("counts the night from 18:00 on the workspace's clocks: what the machine did alone, what ended by itself, what took longest, and nothing seeded", async () => {
    const ctx = human();
    const { from } = await readBrief(ctx, { origin: "range", timeZone: "Asia/Taipei" });
    const evening = new Date(from);
    expect(new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Taipei", timeStyle: "short" }).format(evening)).toBe("18:00");
    const hoursAgo = (ctx.now().getTime() - evening.getTime()) / 3_600_000;
    expect(hoursAgo).toBeGreaterThanOrEqual(6);
    expect(hoursAgo).toBeLessThan(30);
    const after = (minutes: number) => new Date(evening.getTime() + minutes * 60_000);
    const longest = await incident({ openedAt: after(1), settledAt: after(31), settledBy: "automation" });
    await incident({ openedAt: after(2), settledAt: after(4), settledBy: "source" });
    await incident({ openedAt: after(3), settledAt: after(5), settledBy: "automation", touched: true });
    await incident({ openedAt: after(4) });
    await incident({ openedAt: after(-1), settledAt: after(50), settledBy: "automation" });
    await incident({ openedAt: after(5), settledAt: after(90), settledBy: "automation", seeded: true });
    expect(await readBrief(ctx, { origin: "range", timeZone: "Asia/Taipei" })).toMatchObject({ incidents: 4, alone: 1, bySource: 1, byPeople: 1, open: 1, failedRepairs: 0, failed: null, longest: { id: longest, seconds: 1_800 } });
  });
});

describe("readAutonomyLedger", () => {
  test("lists exactly what the index counts, each loss with its reason", async () => {
    const ctx = human();
    const before = new Date(ctx.now().getTime() - 3_600_000);
    await incident({ openedAt: before, settledAt: before, settledBy: "automation", actionable: true });
    const lost = await incident({ openedAt: before, settledAt: before, settledBy: "human", touched: true, actionable: true });
    const [index, ledger] = [await readAutonomy(ctx, "range"), await readAutonomyLedger(ctx, "range")];
    expect(ledger).toMatchObject({ origin: "range", complete: true });
    expect([ledger.items.filter(({ loss }) => loss === null).length, ledger.items.length]).toEqual([index.numerator, index.denominator]);
    expect(ledger.items.find(({ incident: { id } }) => id === lost)?.loss).toBe("human_resolved");
  });
});
