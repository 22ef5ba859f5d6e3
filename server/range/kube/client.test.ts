import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppsV1Api, CoreV1Api, EventsV1Api, KubeConfig, PatchStrategy, setHeaderOptions, VersionApi, Watch, type V1Deployment } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRange, type Range } from "../range";

let dataDir: string;
let range: Range;
let config: KubeConfig;
let apps: AppsV1Api;
let core: CoreV1Api;

const namespace = "shop";
const mergePatch = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
const strategicPatch = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "range-"));
  range = await startRange({ port: 0, dataDir, token: "client-test-token", seed: 7, autoplay: false, logLevel: "silent" });
  config = new KubeConfig();
  config.loadFromFile(range.kubeconfigPath);
  apps = config.makeApiClient(AppsV1Api);
  core = config.makeApiClient(CoreV1Api);
}, 30_000);

afterAll(async () => {
  await range.close();
  await rm(dataDir, { recursive: true });
});

async function refusal(promise: Promise<unknown>): Promise<{ code?: number; body?: { kind: string; reason: string; message: string } }> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const { code, body } = error as { code?: number; body?: string };
  return { code, body: body === undefined ? undefined : (JSON.parse(body) as { kind: string; reason: string; message: string }) };
}

const rolledOut = (deployment: V1Deployment) =>
  deployment.status?.observedGeneration === deployment.metadata?.generation &&
  deployment.status?.updatedReplicas === deployment.spec?.replicas &&
  deployment.status?.replicas === deployment.spec?.replicas &&
  deployment.status?.availableReplicas === deployment.spec?.replicas;

describe("the official Kubernetes client", () => {
  test("is refused a watch from a version that is no number", async () => {
    const answer = await fetch(`${range.url}/api/v1/namespaces/shop/pods?watch=true&resourceVersion=abc`, { headers: { authorization: "Bearer client-test-token" } });
    expect([answer.status, await answer.json()]).toMatchObject([400, { kind: "Status", reason: "BadRequest" }]);
  });

  test("discovers, lists and reads everything the range has", async () => {
    expect((await config.makeApiClient(VersionApi).getCode()).gitVersion).toMatch(/^v1\./);
    expect((await core.listNode()).items.map((node) => node.metadata?.name)).toEqual(["node-a", "node-b"]);
    expect((await core.listNamespace()).items.map((one) => one.metadata?.name)).toEqual(["batch", "default", "edge", "kube-system", "shop"]);
    expect((await core.listNamespacedService({ namespace })).items).toHaveLength(8);
    expect((await apps.listDeploymentForAllNamespaces()).items).toHaveLength(8);
    expect((await apps.listNamespacedStatefulSet({ namespace })).items.map((set) => [set.metadata?.name, set.status?.readyReplicas])).toEqual([["postgres", 1], ["redis", 1]]);
    expect((await apps.listDaemonSetForAllNamespaces()).items.map((set) => set.status?.numberReady)).toEqual([2]);
    expect((await core.listNamespacedPersistentVolumeClaim({ namespace })).items.map((claim) => claim.status?.phase)).toEqual(["Bound", "Bound"]);
    expect((await core.readNamespacedConfigMap({ name: "shop-settings", namespace })).data).toMatchObject({ CURRENCY: "TWD" });
    const pods = await core.listNamespacedPod({ namespace, labelSelector: "app in (checkout,worker)", fieldSelector: "status.phase=Running" });
    expect(pods.items).toHaveLength(4);
    expect(pods.items[0]?.metadata?.creationTimestamp).toBeInstanceOf(Date);
    const sets = await apps.listNamespacedReplicaSet({ namespace, labelSelector: "app=checkout" });
    expect(sets.items.map((set) => set.metadata?.annotations?.["deployment.kubernetes.io/revision"]).sort()).toEqual(["1", "2", "3"]);
    expect((await apps.readNamespacedStatefulSet({ name: "postgres", namespace })).metadata?.labels?.["awoooi.dev/stateful"]).toBe("true");
  });

  test("gets Status objects for what is refused", async () => {
    expect(await refusal(apps.readNamespacedDeployment({ name: "nope", namespace }))).toMatchObject({
      code: 404,
      body: { kind: "Status", reason: "NotFound", message: 'deployments.apps "nope" not found' },
    });
    expect(await refusal(core.listNamespacedPod({ namespace, fieldSelector: "spec.bad=1" }))).toMatchObject({ code: 400, body: { reason: "BadRequest" } });
    expect(await refusal(core.deleteNamespace({ name: "shop" }))).toMatchObject({ code: 405, body: { reason: "MethodNotAllowed" } });
    expect(await refusal(core.listNamespacedSecret({ namespace }))).toMatchObject({ code: 404, body: { reason: "NotFound" } });
    const stranger = new KubeConfig();
    stranger.loadFromOptions({
      clusters: [{ name: "c", server: range.url, skipTLSVerify: true }],
      users: [{ name: "u", token: "wrong" }],
      contexts: [{ name: "x", cluster: "c", user: "u" }],
      currentContext: "x",
    });
    expect(await refusal(stranger.makeApiClient(CoreV1Api).listNode())).toMatchObject({ code: 401 });
  });

  test("dry-runs a change without making it", async () => {
    const before = await apps.readNamespacedDeployment({ name: "gateway", namespace });
    const would = await apps.patchNamespacedDeployment({ name: "gateway", namespace, dryRun: "All", body: { spec: { replicas: 5 } } }, mergePatch);
    expect(would.spec?.replicas).toBe(5);
    expect(would.metadata?.generation).toBe((before.metadata?.generation ?? 0) + 1);
    const after = await apps.readNamespacedDeployment({ name: "gateway", namespace });
    expect(after.spec?.replicas).toBe(2);
    expect(after.metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
  });

  test("refuses a JSON patch whose test fails, an old PUT and an invalid spec", async () => {
    const key = { name: "gateway", namespace };
    const failing = [{ op: "test", path: "/metadata/resourceVersion", value: "1" }, { op: "replace", path: "/spec/replicas", value: 9 }];
    expect(await refusal(apps.patchNamespacedDeployment({ ...key, body: failing }))).toMatchObject({ code: 422, body: { reason: "Invalid" } });
    const deployment = await apps.readNamespacedDeployment(key);
    await apps.patchNamespacedDeployment({ ...key, body: { metadata: { labels: { touched: "yes" } } } }, mergePatch);
    expect(await refusal(apps.replaceNamespacedDeployment({ ...key, body: deployment }))).toMatchObject({ code: 409, body: { reason: "Conflict" } });
    const negative = [{ op: "replace", path: "/spec/replicas", value: -1 }];
    expect(await refusal(apps.patchNamespacedDeployment({ ...key, body: negative }))).toMatchObject({ code: 422, body: { reason: "Invalid" } });
    const selector = { spec: { selector: { matchLabels: { app: "other" } } } };
    expect(await refusal(apps.patchNamespacedDeployment({ ...key, body: selector }, mergePatch))).toMatchObject({ code: 422 });
    const apply = setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply);
    expect(await refusal(apps.patchNamespacedDeployment({ ...key, body: {} }, apply))).toMatchObject({ code: 415 });
  });

  test("puts back what it read without a new generation", async () => {
    const deployment = await apps.readNamespacedDeployment({ name: "storefront", namespace });
    const replaced = await apps.replaceNamespacedDeployment({ name: "storefront", namespace, body: deployment });
    expect(replaced.metadata?.generation).toBe(deployment.metadata?.generation);
    expect((await apps.listNamespacedReplicaSet({ namespace, labelSelector: "app=storefront" })).items).toHaveLength(2);
  });

  test("scales over the scale subresource", async () => {
    const key = { name: "inventory", namespace };
    const scale = await apps.readNamespacedDeploymentScale(key);
    expect(scale).toMatchObject({ spec: { replicas: 2 }, status: { replicas: 2, selector: "app=inventory" } });
    await apps.patchNamespacedDeploymentScale({ ...key, body: { spec: { replicas: 3 } } }, mergePatch);
    await expect.poll(async () => (await apps.readNamespacedDeployment(key)).status?.availableReplicas, { timeout: 10_000, interval: 300 }).toBe(3);
    const back = await apps.replaceNamespacedDeploymentScale({ ...key, body: { ...scale, metadata: { ...scale.metadata, resourceVersion: undefined } } });
    expect(back.spec?.replicas).toBe(2);
    expect(await refusal(apps.replaceNamespacedDeploymentScale({ ...key, body: scale }))).toMatchObject({ code: 409 });
  }, 20_000);

  test("reads long lists page by page", async () => {
    const names: string[] = [];
    let _continue: string | undefined;
    let pages = 0;
    do {
      const page = await core.listPodForAllNamespaces({ limit: 50, _continue });
      names.push(...page.items.map((pod) => `${pod.metadata?.namespace}/${pod.metadata?.name}`));
      _continue = page.metadata?._continue || undefined;
      pages += 1;
      if (pages === 1) expect(page.metadata?.remainingItemCount).toBeGreaterThan(50);
    } while (_continue);
    expect(pages).toBe(3);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe((await core.listPodForAllNamespaces()).items.length);
    expect(await refusal(core.listNamespacedPod({ namespace, limit: 1, _continue: "rubbish" }))).toMatchObject({ code: 400 });
  });

  test("scales and restarts a StatefulSet, and refuses what is immutable there", async () => {
    const key = { name: "redis", namespace };
    expect((await apps.readNamespacedStatefulSetScale(key)).spec?.replicas).toBe(1);
    const would = await apps.patchNamespacedStatefulSetScale({ ...key, dryRun: "All", body: { spec: { replicas: 2 } } }, mergePatch);
    expect(would.spec?.replicas).toBe(2);
    expect((await apps.readNamespacedStatefulSetScale(key)).spec?.replicas).toBe(1);
    expect(await refusal(apps.patchNamespacedStatefulSet({ ...key, body: { spec: { serviceName: "other" } } }, mergePatch))).toMatchObject({ code: 422, body: { message: expect.stringMatching(/^StatefulSet\.apps "redis" is invalid/) as string } });
    const before = (await core.readNamespacedPod({ name: "redis-0", namespace })).metadata?.uid;
    const body = { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() } } } } };
    await apps.patchNamespacedStatefulSet({ ...key, body }, strategicPatch);
    const renewed = async () => (await core.readNamespacedPod({ name: "redis-0", namespace })).metadata?.uid !== before;
    await expect.poll(() => renewed().catch(() => false), { timeout: 10_000, interval: 300 }).toBe(true);
    await expect.poll(async () => (await apps.readNamespacedStatefulSet(key)).status?.readyReplicas, { timeout: 10_000, interval: 300 }).toBe(1);
  }, 25_000);

  test("cordons a node, evicts a pod and deletes one on its conditions", async () => {
    await core.patchNode({ name: "node-a", body: { spec: { unschedulable: true } } }, mergePatch);
    expect((await core.readNode({ name: "node-a" })).spec?.unschedulable).toBe(true);
    const pods = await core.listNamespacedPod({ namespace, labelSelector: "app=gateway" });
    const victim = pods.items.find((pod) => pod.spec?.nodeName === "node-a")?.metadata ?? {};
    const wrong = core.deleteNamespacedPod({ name: victim.name ?? "", namespace, body: { preconditions: { uid: "another" } } });
    expect(await refusal(wrong)).toMatchObject({ code: 409, body: { reason: "Conflict" } });
    await core.deleteNamespacedPod({ name: victim.name ?? "", namespace, dryRun: "All" });
    expect((await core.readNamespacedPod({ name: victim.name ?? "", namespace })).metadata?.deletionTimestamp).toBeUndefined();
    await core.createNamespacedPodEviction({ name: victim.name ?? "", namespace, body: { metadata: { name: victim.name ?? "", namespace } } });
    const nodes = async () => (await core.listNamespacedPod({ namespace, labelSelector: "app=gateway" })).items.map((pod) => pod.spec?.nodeName);
    await expect.poll(nodes, { timeout: 10_000, interval: 300 }).toEqual(["node-b", "node-b"]);
    await core.patchNode({ name: "node-a", body: { spec: { unschedulable: null } } }, mergePatch);
    expect((await core.readNode({ name: "node-a" })).spec?.unschedulable).toBeUndefined();
  }, 25_000);

  test("restarts with a strategic patch, watches the rollout and finds its events", async () => {
    const list = await core.listNamespacedPod({ namespace, labelSelector: "app=payment" });
    const seen: string[] = [];
    const controller = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/pods`,
      { labelSelector: "app=payment", resourceVersion: list.metadata?.resourceVersion },
      (type: string) => seen.push(type),
      () => undefined,
    );
    const restartedAt = new Date().toISOString();
    const body = { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": restartedAt } } } } };
    await apps.patchNamespacedDeployment({ name: "payment", namespace, body }, strategicPatch);
    await expect.poll(async () => rolledOut(await apps.readNamespacedDeployment({ name: "payment", namespace })), { timeout: 15_000, interval: 300 }).toBe(true);
    await expect.poll(() => seen.filter((type) => type === "DELETED").length, { timeout: 5_000 }).toBe(2);
    expect(seen.filter((type) => type === "ADDED")).toHaveLength(2);
    expect(seen).toContain("MODIFIED");
    controller.abort();
    const after = await core.listNamespacedPod({ namespace, labelSelector: "app=payment" });
    const names = (pods: typeof after) => pods.items.map((pod) => pod.metadata?.name);
    expect(names(after).filter((name) => names(list).includes(name))).toEqual([]);
    const events = await core.listNamespacedEvent({ namespace, fieldSelector: "involvedObject.name=payment" });
    expect(events.items.map((event) => event.reason)).toContain("ScalingReplicaSet");
    const modern = await config.makeApiClient(EventsV1Api).listNamespacedEvent({ namespace });
    expect(modern.items.find((event) => event.reason === "ScalingReplicaSet")?.note).toMatch(/^Scaled (up|down) replica set/);
  }, 30_000);

  test("rolls a bad release back with a guarded JSON patch", async () => {
    const key = { name: "checkout", namespace };
    range.startScenario("bad-release");
    await expect.poll(async () => (await apps.readNamespacedDeployment(key)).metadata?.annotations?.["deployment.kubernetes.io/revision"], { timeout: 10_000, interval: 300 }).toBe("4");
    const sets = await apps.listNamespacedReplicaSet({ namespace, labelSelector: "app=checkout" });
    const previous = sets.items.find((set) => set.metadata?.annotations?.["deployment.kubernetes.io/revision"] === "3");
    const template = previous?.spec?.template;
    delete template?.metadata?.labels?.["pod-template-hash"];
    const current = await apps.readNamespacedDeployment(key);
    const patch = [
      { op: "test", path: "/metadata/uid", value: current.metadata?.uid },
      { op: "test", path: "/metadata/generation", value: current.metadata?.generation },
      { op: "replace", path: "/spec/template", value: template },
    ];
    await apps.patchNamespacedDeployment({ ...key, body: patch });
    await expect.poll(async () => rolledOut(await apps.readNamespacedDeployment(key)), { timeout: 15_000, interval: 300 }).toBe(true);
    const reused = await apps.readNamespacedReplicaSet({ name: previous?.metadata?.name ?? "", namespace });
    expect(reused.metadata?.annotations?.["deployment.kubernetes.io/revision"]).toBe("5");
    expect(reused.spec?.replicas).toBe(2);
  }, 40_000);
});
