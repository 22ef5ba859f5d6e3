import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionCall } from "@/lib/contracts/action";
import { hashCall } from "./hash-call";

describe("hashCall", () => {
  const call: ActionCall = { tool: "rollback", args: { cluster: "prod", namespace: "shop", name: "checkout", toRevision: 4 } };

  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(call.args), { minLength: 4 }), (entries) => {
        expect(hashCall({ args: Object.fromEntries(entries), tool: "rollback" } as ActionCall)).toBe(hashCall(call));
      }),
    );
  });

  test("differs with the tool and with every argument", () => {
    const { toRevision: _, ...deployment } = call.args;
    const others: ActionCall[] = [{ ...call, args: { ...call.args, toRevision: 5 } }, { ...call, args: { ...call.args, name: "checkout2" } }, { ...call, args: { ...call.args, namespace: "live" } }, { tool: "restart", args: deployment }];
    expect(new Set([call, ...others].map(hashCall)).size).toBe(5);
    expect(hashCall(call)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is what RFC 8785 and SHA-256 make of it", () => {
    expect(hashCall({ tool: "restart", args: { cluster: "range", namespace: "shop", name: "worker" } })).toBe("0db748c814119e2727911835c72018663b16b3a2c1e956fd152e0f843d88bed2");
  });
});
