import { describe, expect, test } from "vitest";
import { diffWorkloads } from "./diff";
import type { LiveWorkload } from "./objects";

const live = (spec: Record<string, unknown>, annotations: Record<string, string> = {}, rest: Record<string, unknown> = {}): LiveWorkload => ({
  metadata: { uid: "u", generation: 1, annotations, ...rest },
  spec: { template: {}, ...spec },
});
const withEnv = (env: { name: string; value: string }[]) => live({ template: { spec: { containers: [{ name: "c", env }] } } });

describe("diffWorkloads", () => {
  test("tells each changed field of spec and annotations by its pointer", () => {
    const before = live({ replicas: 2, template: { metadata: { labels: { app: "a" } }, spec: { containers: [{ image: "x:2", args: ["-v"] }] } } }, { "a/b": "1" });
    const after = live({ replicas: 2, template: { metadata: { labels: { app: "a" }, annotations: { "x~y": "z" } }, spec: { containers: [{ image: "x:1", args: ["-v", "-q"] }] } } }, { "a/b": "2" });
    expect(diffWorkloads(before, after)).toEqual([
      { path: "/metadata/annotations/a~1b", before: "1", after: "2" },
      { path: "/spec/template/metadata/annotations/x~0y", before: null, after: "z" },
      { path: "/spec/template/spec/containers/0/image", before: "x:2", after: "x:1" },
      { path: "/spec/template/spec/containers/0/args/1", before: null, after: "-q" },
    ]);
  });

  test("is silent about what changes by itself", () => {
    const volatile = { "deployment.kubernetes.io/revision": "2", "awoooi.dev/last-action": "act_1", "kubectl.kubernetes.io/last-applied-configuration": "{}" };
    const after = { ...live({}, volatile, { resourceVersion: "9", managedFields: [1], generation: 2 }), status: { replicas: 3 } };
    expect(diffWorkloads(live({}, {}, { resourceVersion: "8" }), after)).toEqual([]);
    expect(diffWorkloads(live({ template: { metadata: { creationTimestamp: null } } }), live({ template: { metadata: {} } }))).toEqual([]);
  });

  test("cuts long text around the first difference", () => {
    const [start] = diffWorkloads(live({ a: `x${"y".repeat(400)}` }), live({ a: `z${"y".repeat(400)}` }));
    expect([start?.before?.length, start?.before?.startsWith("xyy"), start?.after?.startsWith("zyy")]).toEqual([200, true, true]);
    const [late] = diffWorkloads(live({ a: `${"y".repeat(400)}before` }), live({ a: `${"y".repeat(400)}after` }));
    expect([late?.before, late?.after]).toEqual([`…${"y".repeat(20)}before`, `…${"y".repeat(20)}after`]);
    const [odd] = diffWorkloads(live({ a: "😀".repeat(150) }), live({ a: "\u0000" }));
    expect(JSON.stringify(odd)).not.toMatch(/\\ud8|\\u0000/);
  });

  test("tells a huge change coarsely, but tells it", () => {
    const env = (value: string) => Array.from({ length: 100 }, (_, index) => ({ name: `v${index}`, value }));
    const lines = diffWorkloads(withEnv(env("a")), withEnv(env("b")));
    expect(lines.map((line) => line.path)).toEqual(["/spec/template/spec/containers/0/env"]);
  });

  test("shows that a secret changed without showing it", () => {
    const lines = diffWorkloads(
      withEnv([{ name: "DB_PASSWORD", value: "hunter2" }, { name: "API_TOKEN", value: "same" }, { name: "MODE", value: "a" }]),
      withEnv([{ name: "DB_PASSWORD", value: "hunter3" }, { name: "API_TOKEN", value: "same" }, { name: "MODE", value: "b" }]),
    );
    expect(lines.map((line) => line.path)).toEqual(["/spec/template/spec/containers/0/env/0/value", "/spec/template/spec/containers/0/env/2/value"]);
    expect(JSON.stringify(lines)).not.toContain("hunter");
  });
});
