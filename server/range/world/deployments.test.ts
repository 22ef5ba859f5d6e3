import { beforeEach, describe, expect, test } from "vitest";
import { foundedWorld } from "../testing";
import { runControllers } from "./control-plane";
import type { Deployment } from "./objects";
import { isAlive, isReady, serviceOf } from "./pod-state";
import { replicaSetsOf, revisionOf } from "./revisions";
import type { World } from "./world";

let world: World;

beforeEach(() => {
  world = foundedWorld();
});

function deployment(name: string): Deployment {
  const found = world.store.get("deployments", "shop", name);
  if (!found) throw new Error(`no deployment ${name}`);
  return found;
}

function pass(seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    world.now += 1_000;
    runControllers(world);
  }
}

function setImage(name: string, version: string): void {
  world.store.edit("deployments", deployment(name), (draft) => {
    const container = draft.spec.template.spec?.containers[0];
    if (container) container.image = `registry.range.local/shop/${name}:${version}`;
  });
}

const alivePods = (name: string) => world.store.list("pods", "shop").filter((pod) => serviceOf(pod) === name && isAlive(pod));

describe("foundShop", () => {
  test("leaves complete deployments with at least one older revision each, and complete stores", () => {
    const all = world.store.list("deployments", "shop");
    expect(all.map((one) => one.metadata.name)).toEqual(["checkout", "gateway", "inventory", "payment", "storefront", "worker"]);
    expect(world.store.list("statefulsets").map((one) => [one.metadata.name, one.status.readyReplicas])).toEqual([["postgres", 1], ["redis", 1]]);
    expect(world.store.list("deployments").filter((one) => one.metadata.namespace !== "shop").map((one) => [one.metadata.name, one.status.availableReplicas])).toEqual([["report-batch", 1], ["store-agent", 96]]);
    expect(world.store.list("daemonsets").map((one) => [one.metadata.name, one.status.numberReady])).toEqual([["log-agent", 2]]);
    for (const one of all) {
      expect(one.status.availableReplicas).toBe(one.spec.replicas);
      expect(one.status.observedGeneration).toBe(one.metadata.generation);
      expect(replicaSetsOf(world, one).length).toBeGreaterThanOrEqual(2);
    }
    expect(deployment("checkout").metadata.annotations?.["awoooi.dev/depends-on"]).toBe("payment,inventory,postgres");
  });
});

describe("reconcileDeployments", () => {
  test("rolls a new template out without ever losing availability and numbers the revision", () => {
    const before = revisionOf(deployment("checkout"));
    setImage("checkout", "9.9.9");
    for (let second = 0; second < 10; second++) {
      pass(1);
      expect(alivePods("checkout").filter(isReady).length).toBeGreaterThanOrEqual(2);
      expect(alivePods("checkout").length).toBeLessThanOrEqual(3);
    }
    const after = deployment("checkout");
    expect(revisionOf(after)).toBe(before + 1);
    expect(after.status).toMatchObject({ replicas: 2, updatedReplicas: 2, availableReplicas: 2, observedGeneration: after.metadata.generation });
    expect(alivePods("checkout").every((pod) => pod.spec.containers[0]?.image?.endsWith(":9.9.9"))).toBe(true);
    const messages = world.store.list("events", "shop").filter((event) => event.reason === "ScalingReplicaSet").map((event) => event.message);
    expect(messages.some((message) => /Scaled up replica set checkout-\w+ from 0 to 1/.test(message ?? ""))).toBe(true);
  });

  test("uses the ReplicaSet of an equal older template again under a new revision number", () => {
    const [, , third] = replicaSetsOf(world, deployment("checkout"));
    setImage("checkout", "9.9.9");
    pass(10);
    setImage("checkout", "1.8.1");
    pass(10);
    const sets = replicaSetsOf(world, deployment("checkout"));
    expect(sets.at(-1)?.metadata.uid).toBe(third?.metadata.uid);
    expect(revisionOf(deployment("checkout"))).toBe(5);
    expect(sets.at(-1)?.spec.replicas).toBe(2);
    expect(sets).toHaveLength(4);
  });

  test("scales without a new revision or ReplicaSet", () => {
    const sets = replicaSetsOf(world, deployment("gateway")).length;
    const { generation } = deployment("gateway").metadata;
    world.store.edit("deployments", deployment("gateway"), (draft) => {
      draft.spec.replicas = 4;
    });
    pass(5);
    expect(alivePods("gateway").filter(isReady)).toHaveLength(4);
    expect(replicaSetsOf(world, deployment("gateway"))).toHaveLength(sets);
    expect(deployment("gateway").metadata.generation).toBe((generation ?? 0) + 1);
  });

  test("replaces a deleted pod by another one", () => {
    const [pod] = alivePods("worker");
    if (!pod) throw new Error("no worker pod");
    world.store.edit("pods", pod, (draft) => {
      draft.metadata.deletionTimestamp = world.timestamp;
    });
    pass(5);
    expect(world.store.get("pods", "shop", pod.metadata.name)).toBeUndefined();
    expect(alivePods("worker").filter(isReady)).toHaveLength(2);
  });

  test("keeps every object untouched while nothing changes", () => {
    pass(3);
    const { version } = world.store;
    pass(20);
    expect(world.store.version).toBe(version);
  });
});
