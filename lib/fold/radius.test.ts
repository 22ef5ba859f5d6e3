import { describe, expect, test } from "vitest";
import type { BlastRadius } from "../contracts/decision";
import { outwardEdges } from "./radius";

const reached = (name: string, hops: number): BlastRadius["entities"][number] => ({ entity: { cluster: "prod", kind: "workload", namespace: "shop", name }, hops });
const entities = [reached("payment", 0), reached("checkout", 1), reached("cart", 1), reached("gateway", 2)];

describe("outwardEdges", () => {
  test("keeps ways outwards and sideways, and drops ways back and ways to what the list does not hold", () => {
    const edges = [{ from: 0, to: 1 }, { from: 1, to: 2 }, { from: 3, to: 1 }, { from: 1, to: 0 }, { from: 1, to: 3 }, { from: 3, to: 9 }];
    expect(outwardEdges({ entities, edges })).toEqual([{ from: 0, to: 1 }, { from: 1, to: 2 }, { from: 1, to: 3 }]);
  });

  test("is empty for a decision from before relations were kept", () => {
    expect(outwardEdges({ entities })).toEqual([]);
  });
});
