import type { CoreV1Event, V1Pod, V1ReplicaSet } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { clusterNotice, nodeState } from "./cluster-facts";
import { podState } from "./pods";
import { revisionsOf } from "./revisions";
import { topologySnapshot } from "./topology";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));

function replicaSet(revision: number, container: object = {}, template: { labels?: Record<string, string>; annotations?: Record<string, string> } = {}): V1ReplicaSet {
  return {
    metadata: { name: `c-${revision}`, creationTimestamp: at(revision), annotations: { "deployment.kubernetes.io/revision": String(revision) } },
    spec: { selector: {}, template: { metadata: template, spec: { containers: [{ name: "c", image: "shop/c:1", ...container }] } } },
  };
}

describe("revisionsOf", () => {
  const changedBy = (container: object, template?: Parameters<typeof replicaSet>[2]) => revisionsOf([replicaSet(1), replicaSet(2, container, template)])[0]?.changed;

  test.each([
    ["another image", { image: "shop/c:2" }, ["image"]],
    ["another variable", { env: [{ name: "A", value: "secret" }] }, ["config"]],
    ["another probe", { readinessProbe: { httpGet: { path: "/deep", port: 80 } } }, ["probe"]],
    ["other limits", { resources: { limits: { memory: "1Gi" } } }, ["resources"]],
    ["several at once", { image: "shop/c:2", livenessProbe: { periodSeconds: 1 } }, ["image", "probe"]],
  ])("names %s", (_what, container, changed) => {
    expect(changedBy(container)).toEqual(changed);
  });

  test("takes a mere restart for no change, and a new checksum of the configuration for one", () => {
    expect(changedBy({}, { annotations: { "kubectl.kubernetes.io/restartedAt": "now" }, labels: { "pod-template-hash": "7f" } })).toEqual([]);
    expect(changedBy({}, { annotations: { "checksum/config": "abc" } })).toEqual(["config"]);
  });

  test("keeps no value of the template", () => {
    expect(JSON.stringify(revisionsOf([replicaSet(1), replicaSet(2, { env: [{ name: "A", value: "hunter2" }] })]))).not.toContain("hunter2");
  });
});

describe("podState", () => {
  const pod = (status: V1Pod["status"], metadata: V1Pod["metadata"] = {}): V1Pod => ({ metadata: { name: "c-1-x", ...metadata }, spec: { containers: [], nodeName: "n1" }, status });
  const container = (more: object) => ({ name: "c", image: "", imageID: "", ready: false, restartCount: 2, ...more });

  test("says why a container waits, and nothing of one that is only being made", () => {
    expect(podState(pod({ containerStatuses: [container({ state: { waiting: { reason: "ImagePullBackOff" } } })] }), 3)).toMatchObject({ waiting: "ImagePullBackOff", ready: false, restarts: 2, node: "n1", revision: 3 });
    expect(podState(pod({ containerStatuses: [container({ state: { waiting: { reason: "ContainerCreating" } } })] }), null).waiting).toBeNull();
  });

  test("says that a pod has no place, how it last ended, and that it is going", () => {
    expect(podState(pod({ conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] }), null).waiting).toBe("Unschedulable");
    expect(podState(pod({ containerStatuses: [container({ lastState: { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt: at(5) } } })] }), null).lastTermination).toEqual({ reason: "OOMKilled", exitCode: 137, at: at(5) });
    expect(podState(pod({}, { deletionTimestamp: at(1) }), null).terminating).toBe(true);
  });
});

describe("nodeState and clusterNotice", () => {
  test("read conditions with their time, and take an odd status for unknown", () => {
    const node = nodeState({ metadata: { name: "n1" }, status: { addresses: [{ type: "InternalIP", address: "10.0.0.1" }], conditions: [{ type: "Ready", status: "odd", lastTransitionTime: at(3) }] } });
    expect(node).toEqual({ name: "n1", unschedulable: false, addresses: ["10.0.0.1"], conditions: [{ type: "Ready", status: "Unknown", reason: "", since: at(3) }] });
  });

  test("read events of both generations, in one line, bounded", () => {
    const event = (more: Partial<CoreV1Event>): CoreV1Event => ({ metadata: {}, involvedObject: { kind: "Pod", name: "p" }, reason: "Unhealthy", message: `a\n${"b".repeat(400)}`, ...more });
    const old = clusterNotice(event({ firstTimestamp: at(1), lastTimestamp: at(4), count: 7 }));
    expect(old).toMatchObject({ count: 7, firstAt: at(1), lastAt: at(4) });
    expect(old.note).toHaveLength(300);
    expect(old.note).not.toContain("\n");
  });
});

describe("topologySnapshot with an Ingress", () => {
  test("lets what enters need the service behind it, once, and drops services that are not there", () => {
    const backend = (name: string) => ({ backend: { service: { name } }, path: "/", pathType: "Prefix" });
    const parts = { cluster: "prod", observedAt: at(0), deployments: [], statefulSets: [], daemonSets: [], nodes: [], pods: [], services: [{ metadata: { namespace: "shop", name: "web" } }], ingresses: [{ metadata: { namespace: "shop", name: "front" }, spec: { rules: [{ http: { paths: [backend("web"), backend("web"), backend("gone")] } }] } }] };
    expect(topologySnapshot(parts).edges.map((edge) => `${edge.from.kind} ${edge.from.name} ${edge.relation} ${edge.to.name}`)).toEqual(["service ingress:front depends_on web"]);
  });
});
