import type { V1Deployment, V1Pod, V1ReplicaSet } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { templateSince } from "./revisions";
import { workloadState } from "./workload";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
const revision = (number: number) => ({ "deployment.kubernetes.io/revision": String(number) });

function deployment(current: number, progressedAt?: Date): V1Deployment {
  return {
    metadata: { name: "checkout", namespace: "shop", uid: "d", generation: 5, annotations: revision(current), creationTimestamp: at(0) },
    spec: { replicas: 2, selector: { matchLabels: { app: "checkout" } }, template: { spec: { containers: [{ name: "c", image: "shop/checkout:2" }] } } },
    status: { observedGeneration: 5, replicas: 3, updatedReplicas: 2, readyReplicas: 1, conditions: progressedAt ? [{ type: "Progressing", status: "True", lastUpdateTime: progressedAt }] : [] },
  };
}

function replicaSet(number: number, createdAt: Date, annotations: Record<string, string> = {}): V1ReplicaSet {
  return {
    metadata: { name: `checkout-${number}`, uid: `rs${number}`, creationTimestamp: createdAt, annotations: { ...revision(number), ...annotations } },
    spec: { selector: {}, template: { spec: { containers: [{ name: "c", image: `shop/checkout:${number}` }] } } },
    status: { replicas: number },
  };
}

function pod(set: string, createdAt: Date, restartCount = 0): V1Pod {
  const containerStatuses = [{ name: "c", image: "", imageID: "", ready: true, restartCount }];
  return { metadata: { creationTimestamp: createdAt, ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: set, uid: set, controller: true }] }, status: { containerStatuses } };
}

describe("templateSince", () => {
  test("is the creation of the ReplicaSet that a release or restart made", () => {
    expect(templateSince(deployment(2, at(31)), [replicaSet(1, at(0)), replicaSet(2, at(30))], [pod("rs2", at(50))])).toEqual(at(30));
  });

  test("is the scale-up of the ReplicaSet that a rollback took again", () => {
    const sets = [replicaSet(3, at(1)), replicaSet(2, at(30))];
    expect(templateSince(deployment(3, at(42)), sets, [pod("rs3", at(41)), pod("rs3", at(55))])).toEqual(at(41));
    expect(templateSince(deployment(3, at(42)), sets, [pod("rs3", at(55))])).toEqual(at(42));
  });

  test("is never before the release that was rolled back", () => {
    const midRollout = [pod("rs3", at(5)), pod("rs3", at(41))];
    expect(templateSince(deployment(3, at(42)), [replicaSet(3, at(1)), replicaSet(2, at(30))], midRollout)).toEqual(at(30));
  });

  test("knows a re-used ReplicaSet by its history when the replaced one is gone", () => {
    const reused = replicaSet(3, at(1), { "deployment.kubernetes.io/revision-history": "1" });
    expect(templateSince(deployment(3, at(42)), [reused], [])).toEqual(at(42));
    expect(templateSince(deployment(3), [reused], [])).toEqual(at(1));
  });

  test("is the creation of the Deployment before its first ReplicaSet", () => {
    expect(templateSince(deployment(0), [], [])).toEqual(at(0));
  });
});

describe("workloadState", () => {
  const parts = { kind: "deployment" as const, autoscaler: null, cluster: "prod", observedAt: at(59), deployment: deployment(2), replicaSets: [replicaSet(1, at(0), { "kubernetes.io/change-cause": "first" }), replicaSet(2, at(30))] };

  test("counts what the status says and takes absence for zero", () => {
    expect(workloadState({ ...parts, pods: [] })).toMatchObject({
      entity: { cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" },
      uid: "d",
      generation: 5,
      currentRevision: 2,
      desired: 2,
      updated: 2,
      ready: 1,
      available: 0,
      total: 3,
      images: ["shop/checkout:2"],
      stateful: false,
      observedAt: at(59),
    });
  });

  test("lists revisions newest first, without ReplicaSets that have no number", () => {
    const numberless = { metadata: { uid: "x", creationTimestamp: at(58) } };
    expect(workloadState({ ...parts, replicaSets: [...parts.replicaSets, numberless], pods: [] }).revisions).toEqual([
      { revision: 2, createdAt: at(30), images: ["shop/checkout:2"], changeCause: null, replicas: 2, changed: ["image"] },
      { revision: 1, createdAt: at(0), images: ["shop/checkout:1"], changeCause: "first", replicas: 1, changed: [] },
    ]);
  });

  test("adds up the restarts of its own pods only", () => {
    expect(workloadState({ ...parts, pods: [pod("rs1", at(1), 2), pod("rs2", at(31), 3), pod("stranger", at(31), 100)] }).restartCount).toBe(5);
  });
});
