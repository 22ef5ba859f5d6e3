import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readBy, refusalBy } from "@/tests/support/bodies";
import type { ParsedSignal } from "../port";
import { kubernetes } from "./adapter";

const fixtures = join(import.meta.dirname, "__fixtures__");
const fixture = (name: string) => readFileSync(join(fixtures, name));

const expected: Record<string, { deliveryId: string; signal: object }> = {
  "core-v1-Event-allfields.json": { deliveryId: "uidValue:8", signal: { state: "info", severity: "warning", name: "reasonValue", summary: "messageValue", startsAt: new Date("2007-01-01T01:01:01Z") } },
  "events.k8s.io-v1-Event-allfields.json": { deliveryId: "uidValue:15", signal: { state: "info", severity: "warning", name: "reasonValue", summary: "noteValue", startsAt: new Date("2014-01-01T01:01:01Z") } },
  "watch-event-backoff-warning.json": {
    deliveryId: "fcb5016d-ada6-464c-96c7-d143a305b38f:4",
    signal: { state: "firing", severity: "warning", name: "BackOff", fingerprint: "Pod::chq-demo-apps:memory-hog-77bc84f698-8ddlj:memory-hog:BackOff", startsAt: new Date("2024-11-19T19:27:22Z"), endsAt: null, labels: { pod: "memory-hog-77bc84f698-8ddlj", namespace: "chq-demo-apps", container: "memory-hog", node: "ip-10-181-10-113.us-east-2.compute.internal" } },
  },
};

const event = {
  metadata: { name: "checkout.1", namespace: "shop", uid: "b9b3" },
  involvedObject: { kind: "Pod", namespace: "shop", name: "checkout-7d9f8b6c5-x2x9k", fieldPath: "spec.containers{checkout}" },
  reason: "Unhealthy",
  message: "Readiness probe failed",
  type: "Warning",
  count: 3,
  firstTimestamp: "2026-11-22T10:00:00Z",
  lastTimestamp: "2026-11-22T10:05:00Z",
};
const signalsOf = (value: unknown) => readBy(kubernetes, value).signals;
const only = (signals: readonly ParsedSignal[]): ParsedSignal => {
  const [signal] = signals;
  if (signal === undefined || signals.length !== 1) throw new Error(`${signals.length} signals`);
  return signal;
};
const about = (kind: string, name: string, more: object) => ({ ...event, involvedObject: { kind, name, namespace: "shop" }, ...more });

describe("kubernetes.parse on genuine events", () => {
  test("every body has an expectation", () => {
    expect(readdirSync(fixtures).filter((name) => name.endsWith(".json")).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))("%s", (name, { deliveryId, signal }) => {
    const read = readBy(kubernetes, fixture(name));
    expect(read.deliveryId).toBe(deliveryId);
    expect(only(read.signals)).toMatchObject(signal);
  });
});

describe("kubernetes.parse of shapes", () => {
  const modern = { metadata: event.metadata, regarding: event.involvedObject, reason: "Unhealthy", note: "Readiness probe failed", type: "Warning", eventTime: "2026-11-22T10:00:00.000000Z", series: { count: 3, lastObservedTime: "2026-11-22T10:05:00.000000Z" } };

  test("reads both APIs alike, bare and in a watch's envelope", () => {
    const bare = only(signalsOf(event));
    expect(bare).toMatchObject({ state: "firing", name: "Unhealthy", startsAt: new Date(event.firstTimestamp), change: null });
    for (const same of [modern, { type: "ADDED", object: event }, { type: "MODIFIED", object: modern }]) expect(only(signalsOf(same))).toEqual(bare);
    expect(readBy(kubernetes, modern).deliveryId).toBe("b9b3:3");
  });

  test("reads lists, as an array or as a List, without an identity of their own", () => {
    for (const list of [[event, modern], { kind: "EventList", items: [event, modern] }, { kind: "List", items: [{ type: "ADDED", object: event }, [modern]] }]) {
      expect(readBy(kubernetes, list)).toMatchObject({ signals: [{ name: "Unhealthy" }, { name: "Unhealthy" }], deliveryId: null });
    }
    expect(readBy(kubernetes, [event]).deliveryId).toBe("b9b3:3");
    expect(signalsOf([])).toEqual([]);
  });

  test("reads what kubernetes-event-exporter adds: the cluster, labels and owners", () => {
    const exported = { ...event, clusterName: "prod-eu", involvedObject: { ...event.involvedObject, labels: { "app.kubernetes.io/name": "checkout" }, ownerReferences: [{ kind: "ReplicaSet", name: "checkout-7d9f8b6c5" }], annotations: { "kubectl.kubernetes.io/last-applied-configuration": "x".repeat(200_000) }, deleted: false } };
    expect(only(signalsOf(exported)).labels).toMatchObject({ cluster: "prod-eu", deployment: "checkout", app: "checkout", pod: event.involvedObject.name });
  });

  test("has nothing to say of a watch's bookmarks and errors", () => {
    expect(signalsOf({ type: "BOOKMARK", object: { kind: "Event", metadata: { resourceVersion: "1" } } })).toEqual([]);
    expect(signalsOf({ type: "ERROR", object: { kind: "Status", code: 410 } })).toEqual([]);
  });

  test("takes the time that is there, and 1970 when none is", () => {
    const bare = { involvedObject: { kind: "Node", name: "n1" }, reason: "NodeNotReady", type: "Normal" };
    expect(only(signalsOf(bare)).startsAt).toEqual(new Date(0));
    for (const time of [{ eventTime: "2026-11-22T10:00:00Z" }, { firstTimestamp: "2026-11-22T10:00:00Z", eventTime: null }, { lastTimestamp: "2026-11-22T10:00:00Z", firstTimestamp: null }, { metadata: { creationTimestamp: "2026-11-22T10:00:00Z" } }]) {
      expect(only(signalsOf({ ...bare, ...time })).startsAt).toEqual(new Date("2026-11-22T10:00:00Z"));
    }
    expect(readBy(kubernetes, bare).deliveryId).toBeNull();
  });

  test("refuses what is neither event nor list", () => {
    for (const value of [{}, { kind: "Pod", metadata: {} }, { items: [{}] }, [1], 1, { involvedObject: "x" }, { type: "ADDED", object: {} }]) expect(refusalBy(kubernetes, value).code).toBe("unprocessable");
    expect(refusalBy(kubernetes, "").code).toBe("bad_request");
  });
});

describe("kubernetes.parse of conditions", () => {
  test.each(["BackOff", "FailedScheduling", "Unhealthy", "FailedMount", "Evicted"])("a warning of %s fires", (reason) => {
    expect(only(signalsOf({ ...event, reason }))).toMatchObject({ state: "firing", severity: "warning" });
    expect(only(signalsOf({ ...event, reason, type: "Normal" })).state).toBe("info");
  });

  test.each(["NodeNotReady", "OOMKilling", "SystemOOM"])("%s of a node is critical", (reason) => {
    expect(only(signalsOf(about("Node", "node-1", { reason })))).toMatchObject({ state: "firing", severity: "critical", labels: { node: "node-1" } });
  });

  test("what the node controller reports as Normal still fires, and NodeReady ends it", () => {
    const lost = only(signalsOf(about("Node", "node-1", { reason: "NodeNotReady", type: "Normal" })));
    const back = only(signalsOf(about("Node", "node-1", { reason: "NodeReady", type: "Normal", firstTimestamp: "2026-11-22T10:09:00Z", lastTimestamp: "2026-11-22T10:09:00Z" })));
    expect(lost.state).toBe("firing");
    expect(back).not.toHaveProperty("isLapse");
    expect(back).toMatchObject({ state: "resolved", name: "NodeNotReady", fingerprint: lost.fingerprint, endsAt: new Date("2026-11-22T10:09:00Z") });
  });

  test("the removal of an event ends its condition when it was last seen, and is another delivery", () => {
    const gone = readBy(kubernetes, { type: "DELETED", object: event });
    expect(only(gone.signals)).toMatchObject({ state: "resolved", isLapse: true, endsAt: new Date(event.lastTimestamp), fingerprint: only(signalsOf(event)).fingerprint });
    expect(gone.deliveryId).toBe("b9b3:3:deleted");
    expect(signalsOf({ type: "DELETED", object: { ...event, reason: "Pulled", type: "Normal" } })).toEqual([]);
  });

  test("one condition of one object is one alert, however often it is counted", () => {
    const fingerprints = [event, { ...event, count: 9, lastTimestamp: "2026-11-22T11:00:00Z" }, { ...event, metadata: { uid: "other" } }].map((one) => only(signalsOf(one)).fingerprint);
    expect(new Set(fingerprints).size).toBe(1);
    expect(only(signalsOf({ ...event, reason: "BackOff" })).fingerprint).not.toBe(fingerprints[0]);
    expect(only(signalsOf({ ...event, clusterName: "b" })).fingerprint).not.toBe(fingerprints[0]);
  });

  test.each(["Pulled", "Started", "Killing", "Created", "SuccessfulCreate", "LeaderElection"])("%s is an observation without a change", (reason) => {
    expect(only(signalsOf({ ...event, reason, type: "Normal" }))).toMatchObject({ state: "info", severity: "info", change: null });
  });

  test("a warning that nobody listed is an observation, and so is one of a type to come", () => {
    expect(only(signalsOf({ ...event, reason: "FailedToSketch" }))).toMatchObject({ state: "info", severity: "warning" });
    expect(only(signalsOf({ ...event, type: "Error" })).state).toBe("firing");
  });
});

describe("kubernetes.parse of changes", () => {
  const scaling = (message: string) => only(signalsOf(about("Deployment", "checkout", { reason: "ScalingReplicaSet", type: "Normal", message })));

  test.each([
    ["Scaled up replica set checkout-7d9f from 0 to 3", "deploy"],
    ["Scaled up replica set checkout-7d9f to 3 from 0", "deploy"],
    ["Scaled up replica set checkout-7d9f from 3 to 5", "scale"],
    ["Scaled up replica set checkout-7d9f to 5 from 30", "scale"],
    ["Scaled down replica set checkout-7d9f from 3 to 0", "scale"],
    ["Scaled up replica set checkout-7d9f to 3", "scale"],
  ])("%s: %s", (message, change) => {
    expect(scaling(message)).toMatchObject({ state: "info", change, labels: { deployment: "checkout", namespace: "shop" } });
  });

  test("an autoscaler's decision is a scaling; a finished release is a deployment", () => {
    expect(only(signalsOf(about("HorizontalPodAutoscaler", "checkout", { reason: "SuccessfulRescale", type: "Normal" }))).change).toBe("scale");
    expect(only(signalsOf(about("HelmRelease", "checkout", { reason: "UpgradeSucceeded", type: "Normal" }))).change).toBe("deploy");
  });

  test("a ReplicaSet speaks of its Deployment", () => {
    expect(only(signalsOf(about("ReplicaSet", "checkout-7d9f8b6c5", { reason: "FailedCreate" }))).labels).toMatchObject({ replicaset: "checkout-7d9f8b6c5", deployment: "checkout" });
  });
});
