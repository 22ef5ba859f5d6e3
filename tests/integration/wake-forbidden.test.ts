import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MaintenanceScope } from "@/lib/contracts/maintenance-window";
import { newId } from "@/lib/ids";
import { proposeAction } from "@/server/action/propose";
import { changeMode } from "@/server/action/change-mode";
import { wakeForbidden } from "@/server/action/wake-forbidden";
import { recordDecision } from "@/server/decision/record";
import { findIncident } from "@/server/incident/read";
import { incidents } from "@/server/incident/table";
import { deleteWindow, changeWindow } from "@/server/maintenance-window/change";
import { createWindow } from "@/server/maintenance-window/create";
import { maintenanceWindows } from "@/server/maintenance-window/table";
import { savePolicy } from "@/server/policy/save";
import { InboxConsumer } from "@/server/worker/consumer";
import { workerDuties } from "@/server/worker/duties";
import { SignalStream } from "@/server/worker/stream";
import { connectRedis } from "@/server/platform/redis/client";
import { openSafetyBench, type SafetyBench } from "../support/safety-bench";

let bench: SafetyBench;
let serial = 0;

beforeAll(async () => {
  bench = await openSafetyBench();
}, 60_000);
beforeEach(async () => {
  await bench.reset();
  await bench.db().delete(maintenanceWindows);
  await bench.db().delete(incidents);
  await savePolicy(bench.person(), { id: "pol_maintenance_window", change: { version: 1, settings: { verdict: "forbid" }, reason: "hands off" } });
});
afterAll(() => bench?.close(), 60_000);

const scopeOf = (name: string): MaintenanceScope => ({ kind: "entities", entities: [{ cluster: "default", kind: "workload", namespace: "shop", name }] });

function openWindow(scope: MaintenanceScope, minutes = 10) {
  const [startsAt, endsAt] = [-60_000, minutes * 60_000].map((ms) => new Date(bench.now().getTime() + ms).toISOString());
  return createWindow(bench.person(), { idempotencyKey: `window-${(serial += 1)}`, body: { origin: "live", name: "upgrade", scope, reason: "", startsAt: startsAt ?? "", endsAt: endsAt ?? "" } });
}

/** An incident as the judge leaves it whose repair policy forbade. */
async function forbidden(name: string): Promise<string> {
  const [id, ctx, now] = [newId("incident"), bench.worker(), bench.now()];
  const call = { tool: "restart", args: { cluster: "default", namespace: "shop", name } } as const;
  const [assessment, preview] = [await bench.assess(name), await bench.cluster.preview(call)];
  await bench.db().transaction(async (tx) => {
    const [incident] = await tx.insert(incidents).values({ id, origin: "live", status: "investigating", severity: "critical", title: "QueueBacklog", openedAt: now, updatedAt: now }).returning();
    if (incident === undefined) throw new Error("the incident was not stored");
    const decisionId = await recordDecision(ctx, tx, incident, { rootCauses: [], evidence: [], missing: [], abstention: null, blastRadius: null, risk: null });
    const action = await proposeAction(ctx, tx, { incident, decisionId, call, preview, assessment });
    if (action.status !== "cancelled") throw new Error("the repair was not forbidden");
  });
  return id;
}

const dueOf = async (id: string) => (await findIncident(bench.db(), id))?.diagnoseAt ?? null;

describe("wakeForbidden", () => {
  test("has an incident judged again once the window that forbade its repair is over, and not before", async () => {
    await openWindow(scopeOf("checkout"));
    const id = await forbidden("checkout");
    bench.pass(10 * 60_000 - 1_000);
    await wakeForbidden(bench.worker());
    expect(await dueOf(id)).toBeNull();
    bench.pass(1_000);
    await wakeForbidden(bench.worker());
    expect(await dueOf(id)).toEqual(bench.now());
  });

  test("counts a window that was taken away or now covers something else as over; another one that covers the target is not", async () => {
    const [taken, moved, doubled] = [await openWindow(scopeOf("cart")), await openWindow(scopeOf("payment")), await openWindow(scopeOf("stock"))];
    await openWindow(scopeOf("stock"), 20);
    const [cart, payment, stock] = [await forbidden("cart"), await forbidden("payment"), await forbidden("stock")];
    await deleteWindow(bench.person(), { id: taken.id });
    await deleteWindow(bench.person(), { id: doubled.id });
    await changeWindow(bench.person(), { id: moved.id, body: { version: 1, scope: scopeOf("elsewhere") } });
    await wakeForbidden(bench.worker());
    expect([await dueOf(cart), await dueOf(payment), await dueOf(stock)]).toEqual([bench.now(), bench.now(), null]);
  });

  test("has it judged again when the policy asks now, and leaves alone what the mode forbids, what is settled and what was decided since", async () => {
    await openWindow({ kind: "all" });
    const [id, settled] = [await forbidden("web"), await forbidden("api")];
    await bench.db().update(incidents).set({ settledAt: bench.now() }).where(eq(incidents.id, settled));
    await changeMode(bench.person(), { mode: "observe", configured: "auto" });
    const byMode = await forbidden("mail");
    await savePolicy(bench.person(), { id: "pol_maintenance_window", change: { version: 2, settings: { verdict: "ask" }, reason: "hands on" } });
    await wakeForbidden(bench.worker());
    expect([await dueOf(id), await dueOf(settled), await dueOf(byMode)]).toEqual([bench.now(), null, null]);
    await changeMode(bench.person(), { mode: "auto", configured: "auto" });
    expect(await dueOf(byMode)).toEqual(bench.now());
  });

  test("is a duty of every worker, every few seconds", async () => {
    await openWindow({ kind: "all" });
    const id = await forbidden("search");
    bench.pass(10 * 60_000);
    const { container } = bench;
    const stream = new SignalStream(() => connectRedis(container.config.redisUrl, "reader", container.log), container.redis, container.keys);
    const ctx = bench.worker();
    const duty = workerDuties(container, ctx, new InboxConsumer(container, ctx, stream, new AbortController().signal), stream).find(({ name }) => name === "forbidden");
    await duty?.run();
    stream.close();
    expect(duty?.everyMs).toBeLessThanOrEqual(5_000);
    expect(await dueOf(id)).toEqual(bench.now());
  });
});
