import { describe, expect, test } from "vitest";
import type { Approval } from "../contracts/approval";
import { afterglowSeconds, phaseOf, receiptSeconds, surfaceOf } from "./surface";

const start = Date.parse("2026-11-22T09:00:00Z");
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();

function approval(status: Approval["status"], actionStatus: Approval["action"]["status"], more: Partial<Approval> = {}, incidentStatus = "verifying"): Approval {
  return {
    status,
    expiresAt: at(3600),
    decidedAt: null,
    executeAfter: null,
    incident: { status: incidentStatus },
    action: { status: actionStatus, finishedAt: null },
    ...more,
  } as unknown as Approval;
}

const settled = (actionStatus: Approval["action"]["status"], incidentStatus?: string) => {
  const base = approval("approved", actionStatus, {}, incidentStatus);
  return { ...base, action: { ...base.action, finishedAt: at(0) } };
};

describe("phaseOf", () => {
  test("an approval can be undone until its moment of execution", () => {
    const held = approval("approved", "approved", { executeAfter: at(5) });
    expect(phaseOf(held, start)).toBe("undoable");
    expect(phaseOf(held, start + 5_000)).toBe("approved");
  });

  test("follows the action once approved", () => {
    expect(phaseOf(approval("approved", "running"), start)).toBe("running");
    expect(phaseOf(approval("approved", "verifying"), start)).toBe("verifying");
    expect(phaseOf(approval("approved", "succeeded"), start)).toBe("verified");
    expect(phaseOf(approval("approved", "rolled_back"), start)).toBe("failed");
    expect(phaseOf(approval("approved", "outcome_unknown"), start)).toBe("unknown");
  });
});

describe("phaseOf a proposal that is void", () => {
  const voided = (code: string, status: Approval["status"]) => {
    const base = approval(status, "cancelled");
    return { ...base, action: { ...base.action, outcome: { code, params: {} } } } as Approval;
  };

  test("is drifted when its target changed, before the answer or after it", () => {
    expect(phaseOf(voided("drifted", "superseded"), start)).toBe("drifted");
    expect(phaseOf(voided("drifted", "approved"), start)).toBe("drifted");
  });

  test("is void for every other reason", () => {
    expect(phaseOf(voided("superseded", "superseded"), start)).toBe("void");
    expect(phaseOf(voided("revoked", "revoked"), start)).toBe("void");
  });
});

describe("surfaceOf", () => {
  test("what is not settled stays a card", () => {
    for (const open of [approval("pending", "proposed"), approval("approved", "running"), approval("approved", "verifying")]) {
      expect(surfaceOf(open, start + 10 * 3_600_000, false)).toBe("card");
    }
  });

  test("what is verified glows, becomes a receipt, and sinks", () => {
    const verified = settled("succeeded", "resolved");
    expect(surfaceOf(verified, start + (afterglowSeconds - 1) * 1000, false)).toBe("card");
    expect(surfaceOf(verified, start + afterglowSeconds * 1000, false)).toBe("receipt");
    expect(surfaceOf(verified, start + receiptSeconds * 1000, false)).toBe("sunk");
  });

  test("a failure stays until its incident is over or it is dismissed from view", () => {
    const late = start + 24 * 3_600_000;
    expect(surfaceOf(settled("failed"), late, false)).toBe("card");
    expect(surfaceOf(settled("outcome_unknown"), late, false)).toBe("card");
    expect(surfaceOf(settled("failed"), late, true)).toBe("sunk");
    expect(surfaceOf(settled("failed", "resolved"), late, false)).toBe("sunk");
  });

  test("dismissing cannot hide what still asks", () => {
    expect(surfaceOf(approval("pending", "proposed"), start, true)).toBe("card");
  });
});
