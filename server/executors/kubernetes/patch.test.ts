import { describe, expect, test } from "vitest";
import type { LiveWorkload, LiveReplicaSet } from "./objects";
import { guard, lastActionAnnotation, markOperation, restartOperations, revisionTemplate, rollbackOperations } from "./patch";

const live = (annotations?: Record<string, string>, template: LiveWorkload["spec"]["template"] = { metadata: { labels: { app: "a" } } }): LiveWorkload => ({
  metadata: { uid: "u", generation: 3, annotations },
  spec: { template },
});
const at = new Date("2026-11-22T10:00:00Z");
const restartedAt = "kubectl.kubernetes.io/restartedAt";

describe("guard", () => {
  test("tests identity and generation before anything else", () => {
    expect(guard({ uid: "u", generation: 3 })).toEqual([
      { op: "test", path: "/metadata/uid", value: "u" },
      { op: "test", path: "/metadata/generation", value: 3 },
    ]);
  });
});

describe("restartOperations", () => {
  test("sets the annotation kubectl sets, making what is missing and keeping what is there", () => {
    const value = "2026-11-22T10:00:00.000Z";
    expect(restartOperations(live({}, { metadata: { annotations: { a: "b" } } }), at)).toEqual([{ op: "add", path: "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt", value }]);
    expect(restartOperations(live(), at)).toEqual([{ op: "add", path: "/spec/template/metadata/annotations", value: { [restartedAt]: value } }]);
    expect(restartOperations(live({}, {}), at)).toEqual([{ op: "add", path: "/spec/template/metadata", value: { annotations: { [restartedAt]: value } } }]);
  });
});

describe("revisionTemplate", () => {
  test("is the template without the controller's label, unknown fields included", () => {
    const template = { metadata: { labels: { app: "a", "pod-template-hash": "7f9c" }, annotations: { x: "y" } }, spec: { containers: [{ name: "c", fieldOfTomorrow: 1 }] } };
    expect(revisionTemplate({ metadata: {}, spec: { template } })).toEqual({ ...template, metadata: { labels: { app: "a" }, annotations: { x: "y" } } });
    expect(template.metadata.labels["pod-template-hash"]).toBe("7f9c");
  });
});

describe("rollbackOperations", () => {
  const set = (cause?: string): LiveReplicaSet => ({ metadata: { annotations: cause === undefined ? {} : { "kubernetes.io/change-cause": cause } }, spec: { template: { metadata: { labels: {} } } } });
  const template = { op: "replace", path: "/spec/template", value: { metadata: { labels: {} } } };
  const causePath = "/metadata/annotations/kubernetes.io~1change-cause";

  test("takes the change cause along, and away when the revision had none", () => {
    expect(rollbackOperations(live({ a: "b" }), set("v1"))).toEqual([template, { op: "add", path: causePath, value: "v1" }]);
    expect(rollbackOperations(live(), set("v1"))).toEqual([template, { op: "add", path: "/metadata/annotations", value: { "kubernetes.io/change-cause": "v1" } }]);
    expect(rollbackOperations(live({ "kubernetes.io/change-cause": "v2" }), set())).toEqual([template, { op: "remove", path: causePath }]);
    expect(rollbackOperations(live({ a: "b" }), set())).toEqual([template]);
  });
});

describe("markOperation", () => {
  test("leaves the id without wiping other annotations", () => {
    const mark = { op: "add", path: "/metadata/annotations/awoooi.dev~1last-action", value: "act_1" };
    expect(markOperation(live({ a: "b" }), [], "act_1")).toEqual(mark);
    expect(markOperation(live(), [], "act_1")).toEqual({ op: "add", path: "/metadata/annotations", value: { [lastActionAnnotation]: "act_1" } });
    expect(markOperation(live(), [{ op: "add", path: "/metadata/annotations", value: {} }], "act_1")).toEqual(mark);
  });
});
