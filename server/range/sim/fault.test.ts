import { describe, expect, test } from "vitest";
import type { Pod } from "../world/objects";
import { behaviourOf, type Fault } from "./fault";

const pod = (uid: string, image: string): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: uid, uid, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" },
  spec: { containers: [{ name: "c", image }] },
  status: {},
});

describe("behaviourOf", () => {
  test("an image fault afflicts every pod of that image, a pod fault only its pod", () => {
    const faults: Fault[] = [
      { scenario: "x", target: { kind: "image", image: "a:2" }, behaviour: { errorRatio: 0.5 } },
      { scenario: "y", target: { kind: "pod", uid: "p1" }, behaviour: { throughputFactor: 0 } },
    ];
    expect(behaviourOf(pod("p1", "a:1"), faults)).toMatchObject({ errorRatio: 0, throughputFactor: 0 });
    expect(behaviourOf(pod("p2", "a:2"), faults)).toMatchObject({ errorRatio: 0.5, throughputFactor: 1 });
  });

  test("several faults add up as independent chances and factors", () => {
    const target = { kind: "pod", uid: "p1" } as const;
    const faults: Fault[] = [
      { scenario: "x", target, behaviour: { errorRatio: 0.5, latencyFactor: 2 } },
      { scenario: "y", target, behaviour: { errorRatio: 0.5, latencyFactor: 3 } },
    ];
    expect(behaviourOf(pod("p1", "a:1"), faults)).toMatchObject({ errorRatio: 0.75, latencyFactor: 6 });
  });
});
