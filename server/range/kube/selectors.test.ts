import { describe, expect, test } from "vitest";
import type { Pod } from "../world/objects";
import { readRoute } from "./route";
import { readFieldSelector, readLabelSelector } from "./selectors";

const pod: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "shop", uid: "u", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z", labels: { app: "checkout", tier: "x" } },
  spec: { containers: [], nodeName: "node-a" },
  status: { phase: "Running" },
};

describe("readLabelSelector", () => {
  test.each(["app=checkout", "app==checkout", "app!=a", "app in (a, checkout)", "app notin (a),tier", "tier", "!gone", "gone notin (a)", ""])("lets the pod through for %s", (text) => {
    expect(readLabelSelector(text)(pod)).toBe(true);
  });

  test.each(["app=a", "app!=checkout", "app in (a,b)", "tier notin (x)", "!app", "gone", "app=checkout,tier=y"])("keeps the pod out for %s", (text) => {
    expect(readLabelSelector(text)(pod)).toBe(false);
  });

  test("refuses what it cannot read", () => {
    expect(() => readLabelSelector("a=b=c")).toThrow("unable to parse requirement");
  });
});

describe("readFieldSelector", () => {
  test("compares supported fields and refuses others", () => {
    expect(readFieldSelector("pods", "metadata.name=p,status.phase!=Failed,spec.nodeName==node-a")(pod)).toBe(true);
    expect(readFieldSelector("pods", "metadata.name=q")(pod)).toBe(false);
    expect(() => readFieldSelector("deployments", "spec.replicas=2")).toThrow("field label not supported: spec.replicas");
  });
});

describe("readRoute", () => {
  test("reads cluster-wide, namespaced, object and subresource paths", () => {
    expect(readRoute("/api/v1/pods")).toMatchObject({ resource: "pods", namespace: undefined, name: undefined });
    expect(readRoute("/api/v1/namespaces/shop")).toMatchObject({ resource: "namespaces", name: "shop" });
    expect(readRoute("/api/v1/namespaces/shop/pods/p")).toMatchObject({ resource: "pods", namespace: "shop", name: "p" });
    expect(readRoute("/apis/apps/v1/namespaces/shop/deployments/d/scale")).toMatchObject({ resource: "deployments", name: "d", subresource: "scale" });
    expect(readRoute("/apis/events.k8s.io/v1/events")).toMatchObject({ resource: "events", apiVersion: "events.k8s.io/v1" });
  });

  test.each(["/api/v1/deployments", "/apis/apps/v1/pods", "/api/v1/secrets", "/api/v1/pods/p", "/apis/batch/v1/jobs", "/api/v1/namespaces/shop/nodes"])("knows no %s", (path) => {
    expect(readRoute(path)).toBeUndefined();
  });
});
