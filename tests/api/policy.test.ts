import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { automation } from "@/lib/contracts/automation";
import { backtest, ledgerEntry, policyDetail, policyRule } from "@/lib/contracts/policy";
import { askForApproval } from "../support/approval";
import { openWeb, type TestWeb } from "../support/web";

let on: TestWeb;
let commander: { cookie: string; origin: string };

beforeAll(async () => {
  on = await openWeb();
  commander = { cookie: await on.signIn("commander"), origin: on.origin };
}, 60_000);
afterAll(() => on?.house.close(), 60_000);

const send = async (method: "GET" | "POST" | "PUT", path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await on.call(method, `/api/v1${path}`, { headers: { ...commander, ...headers }, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe("/policies", () => {
  test("lists every rule, saves a version, and refuses a stale one with what stands", async () => {
    const { body } = await send("GET", "/policies");
    expect((body.items as { rule: string }[]).map((policy) => policy.rule)).toEqual(policyRule.options);
    const change = { version: 1, settings: { seconds: 1_200 }, reason: "slower" };
    const saved = await send("PUT", "/policies/pol_breaker_cooldown", change);
    expect(saved.status).toBe(200);
    expect(policyDetail.parse(saved.body)).toMatchObject({ version: 2, changedBy: { name: "commander" } });
    const stale = await send("PUT", "/policies/pol_breaker_cooldown", { ...change, settings: { seconds: 1_300 } });
    expect(stale).toMatchObject({ status: 409, body: { code: "conflict", current: { version: 2, settings: { seconds: 1_200 } } } });
    expect(await send("PUT", "/policies/pol_breaker_cooldown", { ...change, version: 2, settings: { seconds: 1 } })).toMatchObject({ status: 422, body: { issues: [{ path: "settings.seconds" }] } });
    expect(await send("GET", "/policies/pol_unknown")).toMatchObject({ status: 404 });
  });

  test("back-tests without saving, keeps a ledger, and pins", async () => {
    const tested = await send("POST", "/policies/pol_risk_ceiling/backtest", { settings: { ceiling: "none", earnedCeiling: "none", environments: {}, namespaces: {} } });
    expect(backtest.parse(tested.body)).toMatchObject({ origin: "live", windowDays: 30, changed: [] });
    const pinned = await send("POST", "/policies/ledger/pin", { origin: "live", tool: "scale", entityKind: "workload", standing: "allowed", reason: "well known" });
    expect(ledgerEntry.parse(pinned.body)).toMatchObject({ standing: "allowed", automaticNow: true });
    expect((await send("GET", "/policies/ledger?origin=live")).body).toEqual({ items: [] });
  });
});

describe("/automation", () => {
  test("starts as configured, follows the commander, and says what the brake says", async () => {
    expect((await send("GET", "/automation")).body).toEqual({ mode: "observe", paused: false, fault: null });
    expect(automation.parse((await send("POST", "/automation/mode", { mode: "assist" })).body)).toMatchObject({ mode: "assist" });
    expect((await send("POST", "/automation/pause")).body).toMatchObject({ mode: "assist", paused: true });
    expect((await send("POST", "/automation/resume")).body).toMatchObject({ paused: false });
    expect((await send("GET", "/stats/overview?origin=live")).body).toMatchObject({ pulse: { mode: "assist", paused: false, fault: null } });
    expect((await send("GET", "/stats/overview?origin=range")).body).toMatchObject({ pulse: { mode: "auto" } });
  });
});

describe("/approvals", () => {
  test("extends, and revokes what was approved", async () => {
    const asked = await askForApproval(on.house.container);
    const expiresAt = new Date(Date.now() + 3 * 3_600_000).toISOString();
    expect(await send("POST", `/approvals/${asked.id}/extend`, { expiresAt })).toMatchObject({ status: 200, body: { expiresAt } });
    expect(await send("POST", `/approvals/${asked.id}/revoke`)).toMatchObject({ status: 409, body: { current: { status: "pending" } } });
    await send("POST", `/approvals/${asked.id}/decision`, { decision: "approve", argsHash: asked.argsHash }, { "idempotency-key": "k" });
    expect(await send("POST", `/approvals/${asked.id}/revoke`)).toMatchObject({ status: 200, body: { status: "revoked" } });
  });

  test("takes a critical yes from the only commander after a fresh sign-in, with the name typed, and never from a token", async () => {
    const asked = await askForApproval(on.house.container, "critical");
    const yes = { decision: "approve", argsHash: asked.argsHash, confirmName: asked.target };
    const path = `/approvals/${asked.id}/decision`;
    expect(await send("POST", path, { ...yes, confirmName: "payment" }, { "idempotency-key": "k" })).toMatchObject({ status: 422, body: { issues: [{ path: "confirmName" }] } });
    const token = await on.call("POST", `/api/v1${path}`, { headers: { authorization: "Bearer test-api-token-0123456789", "idempotency-key": "k" }, body: yes });
    expect([token.status, ((await token.json()) as { code: string }).code]).toEqual([403, "step_up_required"]);
    const { body } = await send("POST", path, yes, { "idempotency-key": "k" });
    expect(body).toMatchObject({ status: "approved" });
    expect(Date.parse(String(body.executeAfter)) - Date.parse(String(body.decidedAt))).toBe(60_000);
  });
});
