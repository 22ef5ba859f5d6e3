import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionCall } from "@/lib/contracts/action";
import { narrowCall } from "./pins";

const workload = { cluster: "prod", namespace: "shop", name: "checkout" };
const scale = (fromReplicas: number, toReplicas: number): ActionCall => ({ tool: "scale", args: { ...workload, fromReplicas, toReplicas } });
const silence: ActionCall = { tool: "silence", args: { ...workload, alertname: "Flapping", durationSeconds: 3_600 } };
const rollback: ActionCall = { tool: "rollback", args: { ...workload, toRevision: 4 } };

describe("narrowCall", () => {
  test("accepts no pins and pins that repeat the arguments", () => {
    expect(narrowCall(rollback, {})).toEqual({ call: rollback });
    expect(narrowCall(rollback, rollback.args)).toEqual({ call: rollback });
  });

  test("names every other pin, also one of another type or an inherited name", () => {
    expect(narrowCall(rollback, { name: "postgres", toRevision: "4", replicas: 1 })).toEqual({ widening: ["name", "toRevision", "replicas"] });
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) expect(narrowCall(rollback, Object.fromEntries([[name, 4]]))).toEqual({ widening: [name] });
  });

  test("lets a scale stop anywhere on its way and nowhere else", () => {
    const count = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: -5, max: 40 }), (from, to, pin) => {
        const result = narrowCall(scale(from, to), { toReplicas: pin });
        const onTheWay = pin === to || (pin !== from && Math.min(from, to) <= pin && pin <= Math.max(from, to));
        expect("call" in result).toBe(onTheWay);
        if ("call" in result) expect(result.call).toEqual(scale(from, pin));
      }),
    );
    expect(narrowCall(scale(2, 6), { fromReplicas: 3 })).toEqual({ widening: ["fromReplicas"] });
    expect(narrowCall(scale(2, 6), { toReplicas: 3.5 })).toEqual({ widening: ["toReplicas"] });
  });

  test("lets a silence be shorter, not longer, and not shorter than a silence can be", () => {
    expect(narrowCall(silence, { durationSeconds: 600 })).toEqual({ call: { ...silence, args: { ...silence.args, durationSeconds: 600 } } });
    for (const durationSeconds of [3_601, 59, -1]) expect(narrowCall(silence, { durationSeconds })).toEqual({ widening: ["durationSeconds"] });
  });
});
