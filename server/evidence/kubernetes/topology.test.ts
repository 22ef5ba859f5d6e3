import type { V1Deployment, V1OwnerReference, V1Pod, V1Service, V1StatefulSet } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { selects, topologySnapshot } from "./topology";
import type { TopologyParts } from "./topology";

const deployment = (name: string, dependsOn?: string, namespace = "shop"): V1Deployment => ({
  metadata: { name, namespace, uid: `d-${name}`, labels: { team: "a" }, annotations: dependsOn === undefined ? {} : { "awoooi.dev/depends-on": dependsOn } },
  spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name, tier: "web" } }, spec: { containers: [{ name: "c", image: "shop/x" }] } } },
});
const statefulSet = (name: string): V1StatefulSet => ({
  metadata: { name, namespace: "shop", uid: `s-${name}` },
  spec: { selector: { matchLabels: { app: name } }, serviceName: name, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "c", image: "x" }] } } },
});
const service = (name: string, selector?: Record<string, string>): V1Service => ({ metadata: { name, namespace: "shop" }, spec: { selector } });
const pod = (app: string, owner: Partial<V1OwnerReference>, nodeName: string, phase = "Running"): V1Pod => ({
  metadata: { namespace: "shop", labels: { app }, ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: `${app}-7f9c`, uid: "rs", controller: true, ...owner }] },
  spec: { nodeName, containers: [] },
  status: { phase },
});

function edgesOf(parts: Partial<TopologyParts>): string[] {
  const empty = { cluster: "prod", observedAt: new Date(0), deployments: [], statefulSets: [], daemonSets: [], services: [], nodes: [], pods: [], ingresses: [] };
  const name = ({ kind, namespace, name: own }: { kind: string; namespace: string; name: string }) => `${kind}:${namespace === "shop" ? "" : `${namespace}/`}${own}`;
  return topologySnapshot({ ...empty, ...parts }).edges.map(({ from, relation, to }) => `${name(from)} ${relation} ${name(to)}`);
}

describe("topologySnapshot", () => {
  test("routes a service to every workload whose template has all its labels", () => {
    const services = [service("web", { tier: "web" }), service("one", { app: "one", tier: "web" }), service("outside"), service("none", {}), service("other", { app: "one", tier: "db" })];
    expect(edgesOf({ services, deployments: [deployment("one"), deployment("two")] })).toEqual(["service:web selects workload:one", "service:web selects workload:two", "service:one selects workload:one"]);
  });

  test("reads declared dependencies on workloads first, then services, and drops strangers", () => {
    const deployments = [deployment("checkout", " payment ,postgres,, billing/ledger,nobody,"), deployment("payment"), deployment("ledger", undefined, "billing")];
    expect(edgesOf({ deployments, services: [service("payment"), service("postgres")] })).toEqual([
      "workload:checkout depends_on workload:payment",
      "workload:checkout depends_on service:postgres",
      "workload:checkout depends_on workload:billing/ledger",
    ]);
  });

  test("places workloads on the nodes of their living pods, once each", () => {
    const nodes = [{ metadata: { name: "n1" } }, { metadata: { name: "n2" } }];
    const pods = [
      pod("web", {}, "n1"),
      pod("web", {}, "n1"),
      pod("web", {}, "n2"),
      pod("done", {}, "n1", "Succeeded"),
      pod("web", { controller: false }, "gone"),
      pod("db", { kind: "StatefulSet", name: "db", uid: "s-db" }, "n2"),
      pod("db", { kind: "StatefulSet", name: "db", uid: "an earlier one" }, "n1"),
      pod("stranger", { name: "web-7f9c" }, "n1"),
    ];
    expect(edgesOf({ nodes, pods, deployments: [deployment("web"), deployment("done")], statefulSets: [statefulSet("db")] })).toEqual([
      "workload:web runs_on node:/n1",
      "workload:web runs_on node:/n2",
      "workload:db runs_on node:/n2",
    ]);
  });

  test("takes two workloads of one name for one, stateful if either is", () => {
    const { entities } = topologySnapshot({ cluster: "prod", observedAt: new Date(0), deployments: [deployment("db")], statefulSets: [statefulSet("db")], daemonSets: [], services: [], nodes: [], pods: [], ingresses: [] });
    expect(entities).toEqual([{ ref: { cluster: "prod", kind: "workload", namespace: "shop", name: "db" }, stateful: true, replicas: 2, labels: { team: "a" } }]);
  });
});

describe("selects", () => {
  test("means what the API server means", () => {
    const matching = (operator: string, values?: string[]) => [{ app: "a" }, { app: "b" }, {}].map((labels) => selects({ matchExpressions: [{ key: "app", operator, values }] }, labels as Record<string, string>));
    expect(matching("In", ["a"])).toEqual([true, false, false]);
    expect(matching("NotIn", ["a"])).toEqual([false, true, true]);
    expect(matching("Exists")).toEqual([true, true, false]);
    expect(matching("DoesNotExist")).toEqual([false, false, true]);
    expect(selects({}, {})).toBe(true);
  });
});
