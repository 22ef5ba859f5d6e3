import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ActionCall, TargetFingerprint } from "@/lib/contracts/action";
import { Drifted, Refused } from "@/server/executors/port";
import type { ExecutorPort } from "@/server/executors/port";
import { Unavailable } from "@/server/platform/errors";
import { ClusterConnection } from "@/server/platform/kubernetes";
import { startRange } from "@/server/range/range";
import { throughProxy, type ProxyFaults } from "@/tests/support/cluster-proxy";
import { healthOf, kubernetesExecutor } from "./adapter";

const cluster = "range";
const namespace = "shop";
const restart = (name: string): ActionCall => ({ tool: "restart", args: { cluster, namespace, name } });
const scale = (name: string, fromReplicas: number, toReplicas: number): ActionCall => ({ tool: "scale", args: { cluster, namespace, name, fromReplicas, toReplicas } });
const rollback = (name: string, toRevision: number): ActionCall => ({ tool: "rollback", args: { cluster, namespace, name, toRevision } });

let dataDir = "";
let range: Awaited<ReturnType<typeof startRange>>;
let executor: ExecutorPort;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "awoooi-executor-"));
  range = await startRange({ port: 0, dataDir, token: "a-token-of-the-range", seed: 7, autoplay: false, logLevel: "silent" });
  executor = kubernetesExecutor({ kubeConfig: range.kubeconfigPath, cluster });
}, 30_000);
afterAll(async () => {
  await range.close();
  await rm(dataDir, { recursive: true });
}, 30_000);

const apis = () => new ClusterConnection({ kubeConfig: range.kubeconfigPath, timeoutMs: 2_000 }).apis();
const read = async (name: string) => (await apis()).apps.readNamespacedDeployment({ namespace, name });
const settled = (call: ActionCall) => vi.waitFor(async () => expect((await executor.health(call)).settled).toBe(true), { timeout: 30_000, interval: 250 });

/** An executor of the range's cluster that reaches it through a proxy. */
const withProxy = <T>(faults: ProxyFaults, attempt: (proxied: ExecutorPort) => Promise<T>): Promise<T> => throughProxy({ url: range.url, kubeConfig: range.kubeconfigPath, dataDir }, faults, (kubeConfig) => attempt(kubernetesExecutor({ kubeConfig, cluster })));

describe("kubernetesExecutor.preview", () => {
  test("shows what a restart would change and changes nothing", async () => {
    const before = await read("gateway");
    const { target, diff } = await executor.preview(restart("gateway"));
    expect(target).toMatchObject({ uid: before.metadata?.uid, generation: before.metadata?.generation });
    expect(diff).toEqual([{ path: "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt", before: null, after: expect.stringMatching(/^20\d\d-/) }]);
    expect(await read("gateway")).toEqual(before);
  });

  test("shows what a rollback would change", async () => {
    const { diff } = await executor.preview(rollback("gateway", 1));
    expect(diff.map(({ path }) => path)).toEqual(["/metadata/annotations/kubernetes.io~1change-cause", "/spec/template/spec/containers/0/image"]);
    expect(diff[1]).toMatchObject({ before: expect.stringContaining("gateway:2.4.1"), after: expect.stringContaining("gateway:2.3.0") });
  });

  test.each([
    ["a Deployment that is not there", restart("nobody")],
    ["a revision that is not there", rollback("gateway", 99)],
    ["the revision that is running", rollback("gateway", 2)],
    ["another cluster", { tool: "restart", args: { cluster: "prod", namespace, name: "gateway" } }],
    ["a name that is a path", restart("..")],
    ["a name that is an option", restart("--server=https://evil.example")],
    ["a tool outside the set", { tool: "delete", args: { cluster, namespace, name: "gateway" } } as unknown as ActionCall],
    ["an argument outside the set", { tool: "restart", args: { cluster, namespace, name: "gateway", force: true } } as ActionCall],
  ] as [string, ActionCall][])("refuses %s", async (_, call) => {
    await expect(executor.preview(call)).rejects.toBeInstanceOf(Refused);
  });

  test("refuses a paused Deployment", async () => {
    const { apps } = await apis();
    const pause = (paused: boolean) => apps.patchNamespacedDeployment({ namespace, name: "payment", body: [{ op: "add", path: "/spec/paused", value: paused }] });
    await pause(true);
    await expect(executor.preview(restart("payment"))).rejects.toBeInstanceOf(Refused);
    await pause(false);
  });
});

describe("kubernetesExecutor.execute", () => {
  test("restarts once, leaves its mark, and health follows the roll-out to its end", async () => {
    const call = restart("storefront");
    const { target } = await executor.preview(call);
    expect(await executor.happened(call, "act_1")).toBe(false);
    await executor.execute(call, target, "act_1");
    expect((await executor.health(call)).settled).toBe(false);
    expect(await executor.happened(call, "act_1")).toBe(true);
    expect(await executor.happened(call, "act_2")).toBe(false);
    await settled(call);
    expect(await executor.health(call)).toEqual({ settled: true, ready: 2, desired: 2 });
    expect((await read("storefront")).metadata?.annotations).toMatchObject({ "deployment.kubernetes.io/revision": "3", "awoooi.dev/last-action": "act_1", "awoooi.dev/depends-on": "inventory,redis" });
  }, 40_000);

  test("rolls back to exactly the template of that revision", async () => {
    const call = rollback("checkout", 2);
    const { apps } = await apis();
    const { items } = await apps.listNamespacedReplicaSet({ namespace, labelSelector: "app=checkout" });
    const old = items.find((set) => set.metadata?.annotations?.["deployment.kubernetes.io/revision"] === "2");
    const { target } = await executor.preview(call);
    await executor.execute(call, target, "act_3");
    await settled(call);
    const { metadata, spec } = await read("checkout");
    const { "pod-template-hash": hash, ...labels } = old?.spec?.template?.metadata?.labels ?? {};
    expect(hash).toBeTruthy();
    expect(spec?.template.metadata?.labels).toEqual(labels);
    expect(spec?.template.spec).toEqual(old?.spec?.template?.spec);
    expect(metadata?.annotations).toMatchObject({ "kubernetes.io/change-cause": "checkout 1.8.0: express checkout", "deployment.kubernetes.io/revision": "4", "awoooi.dev/last-action": "act_3" });
  }, 40_000);

  test("finds drift and then touches nothing", async () => {
    const call = restart("inventory");
    const { target } = await executor.preview(call);
    const before = await read("inventory");
    const { dependsOnHash: _, ...older } = target;
    const stale: TargetFingerprint[] = [{ ...target, dependsOnHash: "0".repeat(64) }, { ...older, generation: target.generation - 1 }, { ...target, uid: "another" }];
    for (const other of stale) await expect(executor.execute(call, other, "act_4")).rejects.toBeInstanceOf(Drifted);
    await expect(executor.execute(restart("nobody"), target, "act_4")).rejects.toBeInstanceOf(Drifted);
    expect(await read("inventory")).toEqual(before);
  });

  test("does not take an autoscaler's work for drift, nor a new release for a scale's", async () => {
    const { apps } = await apis();
    const { target } = await executor.preview(restart("inventory"));
    const replicas = (await read("inventory")).spec?.replicas ?? 1;
    await apps.patchNamespacedDeployment({ namespace, name: "inventory", body: [{ op: "replace", path: "/spec/replicas", value: replicas + 1 }] });
    const scaling = await executor.preview(scale("inventory", replicas + 1, replicas));
    expect((await executor.preview(restart("inventory"))).target.generation).toBeGreaterThan(target.generation);
    await executor.execute(restart("inventory"), target, "act_hpa");
    expect(await executor.happened(restart("inventory"), "act_hpa")).toBe(true);
    await executor.execute(scale("inventory", replicas + 1, replicas), scaling.target, "act_scale");
    expect((await read("inventory")).spec?.replicas).toBe(replicas);
  });

  test("lets only one of two simultaneous actions on one target through", async () => {
    const call = restart("inventory");
    const { target } = await executor.preview(call);
    const results = await Promise.allSettled(["act_5", "act_6"].map((id) => executor.execute(call, target, id)));
    expect(results.map((result) => result.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")?.reason).toBeInstanceOf(Drifted);
    expect((await read("inventory")).metadata?.generation).toBe(target.generation + 1);
    const marks = await Promise.all(["act_5", "act_6"].map((id) => executor.happened(call, id)));
    expect(marks).toEqual(results.map((result) => result.status === "fulfilled"));
  });

  test("throws the bare error when the answer to the change is lost, and the mark tells that it happened", async () => {
    const call = restart("worker");
    const { target } = await executor.preview(call);
    const error = await withProxy(
      { onChange: (incoming, _outgoing, sendOn) => sendOn((answer) => answer.resume().on("end", () => incoming.socket.destroy())) },
      (proxied) => proxied.execute(call, target, "act_7").catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(Error);
    for (const definite of [Drifted, Refused, Unavailable]) expect(error).not.toBeInstanceOf(definite);
    expect(await executor.happened(call, "act_7")).toBe(true);
  });

  test("is unavailable, not refused, when the API server turns the change away as too much, and sends it once", async () => {
    const call = restart("gateway");
    const { target } = await executor.preview(call);
    const before = await read("gateway");
    let changes = 0;
    const error = await withProxy(
      {
        onChange: (incoming, outgoing) => {
          changes += 1;
          incoming.resume().on("end", () => {
            outgoing.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
            outgoing.end(JSON.stringify({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message: "Too many requests, please try again later.", reason: "TooManyRequests", details: { retryAfterSeconds: 1 }, code: 429 }));
          });
        },
      },
      (proxied) => proxied.execute(call, target, "act_9").catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(Unavailable);
    expect(changes).toBe(1);
    expect(await executor.happened(call, "act_9")).toBe(false);
    expect(await read("gateway")).toEqual(before);
  });

  test("is unavailable, not unknown, when the cluster is away before the change", async () => {
    const away = kubernetesExecutor({ kubeConfig: join(dataDir, "nowhere"), cluster });
    const target = { uid: "u", generation: 1, observedAt: new Date().toISOString() };
    await expect(away.execute(restart("gateway"), target, "act_8")).rejects.toBeInstanceOf(Unavailable);
    await expect(away.preview(restart("gateway"))).rejects.toBeInstanceOf(Unavailable);
    await expect(away.happened(restart("gateway"), "act_8")).rejects.toBeInstanceOf(Unavailable);
    await expect(away.health(restart("gateway"))).rejects.toBeInstanceOf(Unavailable);
  });
});

describe("kubernetesExecutor, of a StatefulSet", () => {
  test("restarts it pod by pod, and neither scales it nor rolls it back", async () => {
    const call = restart("redis");
    const { target, diff } = await executor.preview(call);
    expect(diff.map(({ path }) => path)).toEqual(["/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt"]);
    await executor.execute(call, target, "act_ss");
    expect(await executor.happened(call, "act_ss")).toBe(true);
    expect((await executor.health(call)).settled).toBe(false);
    await settled(call);
    for (const other of [scale("redis", 1, 2), rollback("redis", 1)]) await expect(executor.preview(other)).rejects.toBeInstanceOf(Refused);
  }, 40_000);
});

describe("kubernetesExecutor.execute of a scale", () => {
  test("changes the replicas from what was seen, and only from that", async () => {
    const { target, diff, restore } = await executor.preview(scale("storefront", 2, 4));
    expect(diff).toEqual([{ path: "/spec/replicas", before: "2", after: "4" }]);
    expect(restore).toMatchObject({ value: 2 });
    await executor.execute(scale("storefront", 2, 4), target, "act_s1");
    expect((await read("storefront")).spec?.replicas).toBe(4);
    await expect(executor.execute(scale("storefront", 2, 4), target, "act_s2")).rejects.toBeInstanceOf(Drifted);
    await expect(executor.preview(scale("storefront", 2, 5))).rejects.toBeInstanceOf(Refused);
    await expect(executor.preview(scale("storefront", 4, 4))).rejects.toBeInstanceOf(Refused);
    expect((await read("storefront")).spec?.replicas).toBe(4);
  });

  test("is refused while an autoscaler owns the replicas, and while nobody may look", async () => {
    const owner = { metadata: { name: "gateway" }, spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "gateway" }, maxReplicas: 5 } };
    const replicas = (await read("gateway")).spec?.replicas ?? 1;
    for (const [status, body] of [[200, { kind: "HorizontalPodAutoscalerList", apiVersion: "autoscaling/v2", metadata: {}, items: [owner] }], [403, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message: "forbidden", reason: "Forbidden", code: 403 }]] as const) {
      const refusal = await withProxy({ autoscalers: { status, body } }, (proxied) => proxied.preview(scale("gateway", replicas, replicas + 1)).catch((error: unknown) => error));
      expect(refusal).toBeInstanceOf(Refused);
    }
    await executor.preview(scale("gateway", replicas, replicas + 1));
  });
});

describe("kubernetesExecutor.revert", () => {
  test("takes a scale back to what it was, once, also when asked again", async () => {
    const call = scale("payment", (await read("payment")).spec?.replicas ?? 1, 5);
    const { target, restore } = await executor.preview(call);
    if (restore === undefined) throw new Error("a scale can be taken back");
    await executor.execute(call, target, "act_r1");
    await executor.revert(call, restore, "act_r1");
    const after = await read("payment");
    expect(after.spec?.replicas).toBe(restore.value);
    await executor.revert(call, restore, "act_r1");
    expect((await read("payment")).metadata?.generation).toBe(after.metadata?.generation);
    expect(await executor.happened(call, "act_r1"), "it did run, whatever became of it").toBe(true);
  });

  test("leaves what somebody changed since", async () => {
    const call = scale("payment", (await read("payment")).spec?.replicas ?? 1, 4);
    const { target, restore } = await executor.preview(call);
    if (restore === undefined) throw new Error("a scale can be taken back");
    await executor.execute(call, target, "act_r2");
    const { apps } = await apis();
    await apps.patchNamespacedDeployment({ namespace, name: "payment", body: [{ op: "replace", path: "/spec/replicas", value: 3 }] });
    await expect(executor.revert(call, restore, "act_r2")).rejects.toBeInstanceOf(Drifted);
    await expect(executor.revert(call, restore, "act_other")).rejects.toBeInstanceOf(Drifted);
    expect((await read("payment")).spec?.replicas).toBe(3);
  });

  test("takes a rollback forward to the revision before it, whatever an autoscaler did meanwhile", async () => {
    const before = await read("gateway");
    const running = Number(before.metadata?.annotations?.["deployment.kubernetes.io/revision"]);
    const call = rollback("gateway", 1);
    const { target, restore } = await executor.preview(call);
    if (restore === undefined) throw new Error("a rollback can be taken back");
    expect(restore.value).toBe(running);
    await executor.execute(call, target, "act_r3");
    expect((await read("gateway")).spec?.template.spec).not.toEqual(before.spec?.template.spec);
    const { apps } = await apis();
    await apps.patchNamespacedDeployment({ namespace, name: "gateway", body: [{ op: "replace", path: "/spec/replicas", value: (before.spec?.replicas ?? 1) + 1 }] });
    await vi.waitFor(async () => executor.revert(call, restore, "act_r3"), { timeout: 10_000, interval: 250 });
    expect((await read("gateway")).spec?.template.spec).toEqual(before.spec?.template.spec);
  }, 20_000);

  test("refuses what cannot be taken back", async () => {
    const call = restart("worker");
    const { target, restore } = await executor.preview(call);
    expect(restore).toBeUndefined();
    await executor.execute(call, target, "act_r4");
    const left = (await executor.preview(call)).target.dependsOnHash ?? "";
    await expect(executor.revert(call, { value: 0, leftHash: left }, "act_r4")).rejects.toBeInstanceOf(Refused);
  });
});

describe("kubernetesExecutor.health", () => {
  test("never settles for a Deployment that is gone", async () => {
    expect(await executor.health(restart("nobody"))).toEqual({ settled: false, ready: 0, desired: 0 });
  });
});

describe("healthOf", () => {
  const spec = { replicas: 2, selector: {}, template: {} };
  const good = { observedGeneration: 4, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
  const health = (status: Partial<typeof good>) => healthOf({ metadata: { generation: 4 }, spec, status: { ...good, ...status } }).settled;

  test("is settled only when all counts agree for the latest spec", () => {
    expect(health({})).toBe(true);
    for (const short of [{ observedGeneration: 3 }, { updatedReplicas: 1 }, { readyReplicas: 1 }, { availableReplicas: 1 }, { replicas: 3 }]) expect(health(short)).toBe(false);
  });

  test("takes an absent count for zero", () => {
    expect(healthOf({ metadata: { generation: 1 }, spec: { ...spec, replicas: 0 }, status: { observedGeneration: 1 } }).settled).toBe(true);
    expect(healthOf({ metadata: { generation: 1 }, spec })).toEqual({ settled: false, ready: 0, desired: 2 });
  });
});
