import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimApprovedAction } from "@/server/action/claim";
import { actions } from "@/server/action/table";
import { decideApproval } from "@/server/approval/decide";
import { getApproval } from "@/server/approval/read";
import { settleIncident } from "@/server/approval/settle";
import { readIncidentEvents } from "@/server/event/read";
import { sealEvents } from "@/server/event/seal";
import { readAutonomy } from "@/server/stats/autonomy";
import { TestCluster } from "../support/cluster";
import { openHouse, type TestHouse } from "../support/house";
import { proposeRepair } from "../support/repair";

let house: TestHouse;
const cluster = new TestCluster();

beforeAll(async () => {
  house = await openHouse();
}, 60_000);

afterAll(() => house?.close(), 60_000);

const person = () => house.container.ctx({ kind: "human", id: "usr_1", name: "Commander" }, "web");
const refusalOf = (attempt: Promise<unknown>) => attempt.then(() => null, (error: unknown) => error);

describe("settleIncident", () => {
  test("resolves by hand, withdraws what was proposed, and counts as a human's work", async () => {
    const repair = await proposeRepair(house.container, cluster);
    const before = await readAutonomy(person(), "live");
    expect(await settleIncident(person(), { id: repair.incidentId, as: "resolved" })).toMatchObject({ status: "resolved", settledBy: "human" });
    expect(await getApproval(person(), { id: repair.approvalId })).toMatchObject({ status: "superseded", action: { status: "cancelled", outcome: { code: "settled_by_hand" } } });
    const after = await readAutonomy(person(), "live");
    expect([after.numerator - before.numerator, after.denominator - before.denominator]).toEqual([0, 1]);
    await sealEvents(house.container.db);
    const types = (await readIncidentEvents(house.container.db, { incidentId: repair.incidentId, afterChainSeq: 0, limit: 100 })).map((event) => event.type);
    expect(types.filter((type) => type === "incident.resolved")).toHaveLength(1);
  });

  test("dismisses without touching the index", async () => {
    const repair = await proposeRepair(house.container, cluster);
    const before = await readAutonomy(person(), "live");
    expect(await settleIncident(person(), { id: repair.incidentId, as: "dismissed" })).toMatchObject({ status: "dismissed" });
    expect((await readAutonomy(person(), "live")).denominator).toBe(before.denominator);
  });

  test("conflicts on the second call and on a repair that is under way, and knows no strangers", async () => {
    const repair = await proposeRepair(house.container, cluster);
    await decideApproval(person(), { id: repair.approvalId, role: "commander", idempotencyKey: "k", body: { decision: "approve", argsHash: repair.action.argsHash } });
    await house.container.db.update(actions).set({ executeAfter: new Date(0) }).where(eq(actions.id, repair.action.id));
    expect(await claimApprovedAction(person(), { modes: { live: "auto", range: "auto" } })).toMatchObject({ kind: "claimed", claim: { action: { id: repair.action.id } } });
    expect(await refusalOf(settleIncident(person(), { id: repair.incidentId, as: "resolved" }))).toMatchObject({ code: "conflict" });
    const other = await proposeRepair(house.container, cluster);
    await settleIncident(person(), { id: other.incidentId, as: "resolved" });
    expect(await refusalOf(settleIncident(person(), { id: other.incidentId, as: "dismissed" }))).toMatchObject({ code: "already_settled" });
    expect(await refusalOf(settleIncident(person(), { id: "inc_unknown", as: "resolved" }))).toMatchObject({ code: "not_found" });
  });
});
