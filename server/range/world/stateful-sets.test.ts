import { beforeEach, describe, expect, test } from "vitest";
import { foundedWorld } from "../testing";
import { runControllers } from "./control-plane";
import { isAlive, isReady, serviceOf } from "./pod-state";
import { beginDeletion } from "./pods";
import { healthyReality, type Reality } from "./reality";
import type { World } from "./world";

let world: World;
let reality: Reality;

beforeEach(() => {
  world = foundedWorld();
  reality = healthyReality;
});

function pass(seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    world.now += 1_000;
    runControllers(world, reality);
  }
}

const store = (name: string) => {
  const set = world.store.get("statefulsets", "shop", name);
  if (!set) throw new Error(`no store ${name}`);
  return set;
};
const podsOf = (service: string) => world.store.list("pods").filter((pod) => serviceOf(pod) === service);

describe("reconcileStatefulSets", () => {
  test("names pods by their place and mounts the same claim in every pod of that place", () => {
    const [before] = podsOf("postgres");
    if (!before) throw new Error("no pod");
    expect(before.metadata.name).toBe("postgres-0");
    beginDeletion(world, before);
    pass(10);
    const [after] = podsOf("postgres");
    expect(after?.metadata).toMatchObject({ name: "postgres-0", labels: { "apps.kubernetes.io/pod-index": "0" } });
    expect(after?.metadata.uid).not.toBe(before.metadata.uid);
    expect(after?.spec.volumes).toEqual(before.spec.volumes);
    expect(world.store.list("persistentvolumeclaims").map((claim) => claim.metadata.name)).toEqual(["data-postgres-0", "data-redis-0"]);
  });

  test("grows in order and shrinks from the end", () => {
    world.store.edit("statefulsets", store("redis"), (draft) => {
      draft.spec.replicas = 3;
    });
    pass(2);
    expect(podsOf("redis").map((pod) => pod.metadata.name)).toEqual(["redis-0", "redis-1"]);
    pass(10);
    expect(store("redis").status).toMatchObject({ replicas: 3, readyReplicas: 3 });
    world.store.edit("statefulsets", store("redis"), (draft) => {
      draft.spec.replicas = 1;
    });
    pass(10);
    expect(podsOf("redis").map((pod) => pod.metadata.name)).toEqual(["redis-0"]);
  });

  test("takes a pod down before its successor comes up", () => {
    world.store.edit("statefulsets", store("postgres"), (draft) => {
      const container = draft.spec.template.spec?.containers[0];
      if (container) container.image = "registry.range.local/shop/postgres:16.5";
    });
    pass(1);
    expect(podsOf("postgres").filter(isAlive)).toHaveLength(0);
    pass(12);
    expect(podsOf("postgres").filter(isReady)).toHaveLength(1);
    expect(store("postgres").status.currentRevision).toBe(store("postgres").status.updateRevision);
  });
});

describe("watchNodes", () => {
  test("bears with a silent node, gives it up, then its pods, and takes it back", () => {
    reality = { ...healthyReality, isDown: (node) => node === "node-a" };
    pass(7);
    const conditionOf = (name: string) => world.store.get("nodes", undefined, name)?.status?.conditions?.find((condition) => condition.type === "Ready")?.status;
    expect(conditionOf("node-a")).toBe("True");
    pass(3);
    expect(conditionOf("node-a")).toBe("Unknown");
    const onNode = () => world.store.list("pods").filter((pod) => pod.spec.nodeName === "node-a");
    expect(onNode().some(isReady)).toBe(false);
    expect(onNode().every(isAlive)).toBe(true);
    pass(32);
    expect(onNode().filter(isAlive).map(serviceOf)).toEqual(["log-agent"]);
    expect(world.store.get("deployments", "shop", "gateway")?.status.availableReplicas).toBe(2);
    reality = healthyReality;
    pass(12);
    expect(conditionOf("node-a")).toBe("True");
    expect(world.store.list("pods").every(isReady)).toBe(true);
    expect(world.store.get("nodes", undefined, "node-a")?.spec?.taints).toBeUndefined();
  });
});

describe("advancePods", () => {
  test("restarts a crashed container at once, then after growing pauses", () => {
    reality = { ...healthyReality, crashOf: (pod) => (pod.metadata.name === "redis-0" ? { reason: "Error", exitCode: 1 } : undefined) };
    const container = () => podsOf("redis")[0]?.status.containerStatuses?.[0];
    pass(1);
    expect(container()).toMatchObject({ restartCount: 1, lastState: { terminated: { reason: "Error", exitCode: 1 } } });
    pass(1);
    expect(container()?.state?.waiting).toMatchObject({ reason: "CrashLoopBackOff", message: "back-off 2s restarting failed container=redis pod=redis-0" });
    pass(2);
    expect(container()?.restartCount).toBe(2);
    pass(1);
    expect(container()?.state?.waiting?.message).toContain("back-off 4s");
    reality = healthyReality;
    pass(10);
    expect(podsOf("redis").every(isReady)).toBe(true);
    expect(container()?.restartCount).toBe(3);
  });

  test("leaves a pod waiting that no node may take, and says why", () => {
    const deployment = world.store.get("deployments", "batch", "report-batch");
    if (!deployment) throw new Error("no report-batch");
    world.store.edit("deployments", deployment, (draft) => {
      if (draft.spec.template.spec) draft.spec.template.spec.nodeSelector = { "kubernetes.io/hostname": "node-z" };
    });
    pass(5);
    const waiting = podsOf("report-batch").filter((pod) => pod.status.phase === "Pending");
    expect(waiting.map((pod) => pod.status.conditions?.[0])).toMatchObject([{ type: "PodScheduled", status: "False", reason: "Unschedulable" }]);
    expect(world.store.list("events", "batch").map((event) => event.reason)).toContain("FailedScheduling");
  });
});
