import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { ActionCall } from "@/lib/contracts/action";
import { Drifted, Refused, type ExecutorPort } from "@/server/executors/port";
import { silenceExecutor } from "@/server/executors/silence/adapter";
import { Unavailable } from "@/server/platform/errors";
import { startAlertmanager, type Alertmanager } from "../support/alertmanager";
import { eventually } from "../support/wait";

let alertmanager: Alertmanager;
let executor: ExecutorPort;

const nowhere = { url: "http://127.0.0.1:9/", auth: { bearer: "nobody-listens-here" } };
const flapping = (name: string, labels: Record<string, string> = { deployment: name, namespace: "shop" }) => ({ labels: { alertname: 'Flapping "probe"', ...labels } });
const silence = (name: string, more: object = {}): ActionCall => ({ tool: "silence", args: { cluster: "prod", namespace: "shop", name, alertname: 'Flapping "probe"', durationSeconds: 600, ...more } });

beforeAll(async () => {
  alertmanager = await startAlertmanager({ nowhere });
  executor = silenceExecutor({ baseUrl: alertmanager.url, cluster: "prod", timeoutMs: 2_000 });
  await alertmanager.post([flapping("checkout"), flapping("payment"), flapping("checkout", { service: "checkout", namespace: "staging" }), flapping("inventory", { service: "inventory", namespace: "shop", pod: "inventory-1" })]);
  await eventually("the alerts are there", async () => (await heldAlerts()).length === 4, 10_000, 50);
}, 60_000);
afterAll(() => alertmanager?.stop(), 20_000);

const heldAlert = z.looseObject({ labels: z.record(z.string(), z.string()), status: z.looseObject({ silencedBy: z.array(z.string()) }) });
const heldSilence = z.looseObject({ comment: z.string(), createdBy: z.string(), startsAt: z.string(), endsAt: z.string(), status: z.looseObject({ state: z.string() }) });
const get = async <T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>[]> => z.array(schema).parse(await (await fetch(`${alertmanager.url}/api/v2/${path}`)).json());
const heldAlerts = () => get("alerts", heldAlert);
const heldSilences = () => get("silences", heldSilence);
const silencedNames = async () => (await heldAlerts()).filter((alert) => alert.status.silencedBy.length > 0).map((alert) => alert.labels.deployment ?? alert.labels.service);

describe("silenceExecutor, against Debian's Alertmanager", () => {
  test("shows what it would hide and hides nothing", async () => {
    const { diff, target, restore } = await executor.preview(silence("checkout"));
    expect(diff).toEqual([{ path: "/silences", before: null, after: 'alertname="Flapping \\"probe\\"" namespace="shop" deployment="checkout" · 600 s' }]);
    expect(target.dependsOnHash).toMatch(/^[0-9a-f]{64}$/);
    expect(restore).toBeDefined();
    expect(await heldSilences()).toEqual([]);
  });

  test("silences this alert of this workload and no other, once for an action, and finds it again", async () => {
    const call = silence("checkout");
    const { target } = await executor.preview(call);
    expect(await executor.happened(call, "act_1")).toBe(false);
    expect(await executor.health(call)).toEqual({ settled: false, ready: 0, desired: 1 });
    await executor.execute(call, target, "act_1");
    await executor.execute(call, target, "act_1");
    const [made, ...others] = await heldSilences();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ comment: "AWOOOI action act_1", createdBy: "awoooi", status: { state: "active" } });
    const lastsMs = Date.parse(made?.endsAt ?? "") - Date.parse(made?.startsAt ?? "");
    expect(lastsMs, "Alertmanager starts it when it arrives").toBeLessThanOrEqual(600_000);
    expect(lastsMs).toBeGreaterThan(590_000);
    expect(await silencedNames()).toEqual(["checkout"]);
    expect(await executor.happened(call, "act_1")).toBe(true);
    expect(await executor.happened(call, "act_2")).toBe(false);
    expect(await executor.health(call)).toEqual({ settled: true, ready: 1, desired: 1 });
    await expect(executor.preview(call), "it is silent already").rejects.toBeInstanceOf(Refused);
  });

  test("takes it back, once, also when asked again, and nothing that is not its own", async () => {
    const call = silence("checkout");
    const restore = { value: 0, leftHash: "" };
    await expect(executor.revert(call, restore, "act_unknown")).rejects.toBeInstanceOf(Drifted);
    await executor.revert(call, restore, "act_1");
    await executor.revert(call, restore, "act_1");
    expect((await heldSilences()).map((one) => one.status.state)).toEqual(["expired"]);
    expect(await silencedNames()).toEqual([]);
    expect(await executor.happened(call, "act_1"), "it did happen").toBe(true);
  });

  test.each([
    ["an alert that does not fire", silence("checkout", { alertname: "Unheard" })],
    ["an alert of another workload", silence("worker")],
    ["an alert that no label ties to the workload", silence("inventory-1")],
    ["another namespace", silence("payment", { namespace: "live" })],
    ["another cluster", silence("payment", { cluster: "range" })],
    ["another tool", { tool: "restart", args: { cluster: "prod", namespace: "shop", name: "payment" } }],
  ] as [string, ActionCall][])("refuses %s", async (_what, call) => {
    await expect(executor.preview(call)).rejects.toBeInstanceOf(Refused);
  });

  test("finds drift when the alert is another by now", async () => {
    const { target } = await executor.preview(silence("payment"));
    await expect(executor.execute(silence("payment"), { ...target, dependsOnHash: "0".repeat(64) }, "act_3")).rejects.toBeInstanceOf(Drifted);
    await expect(executor.execute(silence("worker"), target, "act_3")).rejects.toBeInstanceOf(Drifted);
    expect(await executor.happened(silence("payment"), "act_3")).toBe(false);
  });

  test("leaves the outcome open when the answer is lost, and finds what was made", async () => {
    const proxy = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const answer = await fetch(`${alertmanager.url}${incoming.url}`, { method: incoming.method ?? "GET", headers: { "content-type": "application/json" }, ...(body.length > 0 ? { body } : {}) });
      if (incoming.method === "POST") return void incoming.socket.destroy();
      outgoing.writeHead(answer.status, { "content-type": "application/json" });
      outgoing.end(await answer.text());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const shaky = silenceExecutor({ baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, cluster: "prod", timeoutMs: 2_000 });
    const call = silence("payment");
    const { target } = await shaky.preview(call);
    const error = await shaky.execute(call, target, "act_4").catch((thrown: unknown) => thrown);
    for (const definite of [Drifted, Refused, Unavailable]) expect(error).not.toBeInstanceOf(definite);
    expect(await shaky.happened(call, "act_4")).toBe(true);
    proxy.closeAllConnections();
    proxy.close();
  });

  test("is unavailable when nobody answers", async () => {
    const away = silenceExecutor({ baseUrl: "http://127.0.0.1:9", cluster: "prod", timeoutMs: 500 });
    for (const ask of [away.preview(silence("checkout")), away.execute(silence("checkout"), { uid: "u", generation: 0, observedAt: "" }, "a"), away.happened(silence("checkout"), "a"), away.health(silence("checkout"))]) await expect(ask).rejects.toBeInstanceOf(Unavailable);
  });
});
