import { describe, expect, test } from "vitest";
import { patchObject } from "./patch";

const object = {
  metadata: { labels: { a: "1", b: "2" } },
  spec: { replicas: 2, containers: [{ name: "x", image: "x:1", env: [{ name: "A", value: "1" }] }, { name: "y", image: "y:1" }], args: ["1", "2"] },
};

const strategic = (patch: unknown) => patchObject(object, "application/strategic-merge-patch+json", JSON.stringify(patch));
const merge = (patch: unknown) => patchObject(object, "application/merge-patch+json", JSON.stringify(patch));
const jsonPatch = (patch: unknown) => patchObject(object, "application/json-patch+json", JSON.stringify(patch));

describe("patchObject", () => {
  test("merges maps, deletes with null and replaces lists", () => {
    expect(merge({ metadata: { labels: { a: null, c: "3" } }, spec: { args: ["9"] } })).toMatchObject({ metadata: { labels: { b: "2", c: "3" } }, spec: { replicas: 2, args: ["9"] } });
    expect(merge({ metadata: { labels: { a: null } } })).not.toHaveProperty("metadata.labels.a");
  });

  test("merges containers and their environment by name", () => {
    const patched = strategic({ spec: { $setElementOrder: [], containers: [{ name: "x", image: "x:2", env: [{ name: "B", value: "2" }] }] } });
    expect(patched).toMatchObject({
      spec: { containers: [{ name: "x", image: "x:2", env: [{ name: "A", value: "1" }, { name: "B", value: "2" }] }, { name: "y", image: "y:1" }] },
    });
    expect(patched).not.toHaveProperty("spec.$setElementOrder");
  });

  test("obeys delete and replace directives", () => {
    expect(strategic({ spec: { containers: [{ name: "y", $patch: "delete" }] } })).toMatchObject({ spec: { containers: [{ name: "x" }] } });
    expect(strategic({ metadata: { labels: { $patch: "replace", z: "1" } } })).toMatchObject({ metadata: { labels: { z: "1" } } });
    expect(strategic({ metadata: { labels: { $patch: "replace", z: "1" } } })).not.toHaveProperty("metadata.labels.a");
  });

  test("applies a JSON patch whole or not at all", () => {
    expect(jsonPatch([{ op: "test", path: "/spec/replicas", value: 2 }, { op: "replace", path: "/spec/replicas", value: 3 }])).toMatchObject({ spec: { replicas: 3 } });
    expect(() => jsonPatch([{ op: "replace", path: "/spec/replicas", value: 3 }, { op: "test", path: "/spec/replicas", value: 9 }])).toThrow("the server rejected our request");
    expect(() => jsonPatch([{ op: "remove", path: "/spec/nothing" }])).toThrow("the server rejected our request");
    expect(() => jsonPatch([{ op: "add", path: "/__proto__/polluted", value: 1 }])).toThrow("the server rejected our request");
    expect(object.spec.replicas).toBe(2);
  });

  test("refuses what is no patch and types it does not know", () => {
    expect(() => jsonPatch({})).toThrow("JSON patch must be a list");
    expect(() => merge([])).toThrow("must be an object");
    expect(() => patchObject(object, "application/merge-patch+json", "{")).toThrow("error decoding patch");
    expect(() => patchObject(object, "application/apply-patch+yaml", "{}")).toThrow("unknown format");
  });
});
