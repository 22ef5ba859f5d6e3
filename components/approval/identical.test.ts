import { describe, expect, test } from "vitest";
import type { Approval } from "@/lib/contracts/approval";
import { combineDiffs, identicalLowRisks } from "./identical";

interface Asked {
  tool?: string;
  risk?: string;
  status?: string;
  origin?: string;
  more?: Record<string, string | number>;
  after?: string;
}

const asked = (name: string, { tool = "restart", risk = "low", status = "pending", origin = "live", more = {}, after = "2026-01-01T00:00:00Z" }: Asked = {}): Approval =>
  ({ id: name, status, action: { origin, tool, risk, args: { cluster: "prod", namespace: "shop", name, ...more }, diff: [{ path: "/spec/restartedAt", before: null, after }] } }) as unknown as Approval;

const ids = (groups: readonly (readonly Approval[])[]) => groups.map((group) => group.map(({ id }) => id));

describe("identicalLowRisks", () => {
  test("puts the same deed on different targets together", () => {
    expect(ids(identicalLowRisks([asked("a"), asked("x", { tool: "scale", more: { toReplicas: 3 } }), asked("b")]))).toEqual([["a", "b"]]);
  });

  test("never anything above low risk, answered, of another world, or with other arguments", () => {
    expect(identicalLowRisks([asked("a", { risk: "medium" }), asked("b", { risk: "medium" })])).toEqual([]);
    expect(identicalLowRisks([asked("a"), asked("b", { status: "approved" })])).toEqual([]);
    expect(identicalLowRisks([asked("a"), asked("b", { origin: "range" })])).toEqual([]);
    expect(identicalLowRisks([asked("a", { tool: "scale", more: { toReplicas: 3 } }), asked("b", { tool: "scale", more: { toReplicas: 4 } })])).toEqual([]);
  });
});

describe("combineDiffs", () => {
  test("tells an equal change once, with all whose it is, although its moments differ", () => {
    const combined = combineDiffs([asked("a"), asked("b", { after: "2026-01-01T00:00:07.5Z" }), asked("c", { after: "never" })]);
    expect(combined.map(({ approvals }) => approvals.map(({ id }) => id))).toEqual([["a", "b"], ["c"]]);
  });
});
