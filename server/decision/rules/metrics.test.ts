import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parser } from "@prometheus-io/lezer-promql";
import { metricQueries } from "./metrics";

const isWellFormed = (query: string) => {
  let sound = true;
  parser.parse(query).iterate({ enter: (node) => void (sound &&= !node.type.isError) });
  return sound;
};

describe("metricQueries", () => {
  test("are PromQL over the workload's namespace and service", () => {
    const queries = Object.values(metricQueries({ cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" }, 300));
    for (const query of queries) {
      expect(isWellFormed(query)).toBe(true);
      expect(query).toContain('namespace="shop",service="checkout"');
    }
  });

  test("stay PromQL whatever an outside name contains", () => {
    fc.assert(fc.property(fc.string({ minLength: 1, unit: "binary" }), (name) => Object.values(metricQueries({ cluster: "c", kind: "workload", namespace: name, name }, 30)).every(isWellFormed)), { numRuns: 40 });
    const tricky = metricQueries({ cluster: "c", kind: "workload", namespace: "shop", name: 'x"} or vector(1) #' }, 30);
    expect(tricky.backlog).toBe('sum(max by (queue) (queue_depth{namespace="shop",service="x\\"} or vector(1) #"}))');
  });
});
