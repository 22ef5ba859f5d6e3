import { describe, expect, test } from "vitest";
import type { IncidentDetail } from "../contracts/incident";
import { isHandedOver } from "./handed-over";

const opened = Date.parse("2026-11-22T09:00:00Z");
const later = opened + 10 * 60_000;
const unknown = (more: Partial<IncidentDetail> = {}, code = "nothing_stands_out") =>
  ({ status: "investigating", openedAt: new Date(opened).toISOString(), settledAt: null, acknowledgedAt: null, decision: { abstention: { code, params: {} } }, ...more }) as unknown as IncidentDetail;

describe("isHandedOver", () => {
  test("once the machine has looked for a while and does not know", () => {
    expect(isHandedOver(unknown(), later)).toBe(true);
    expect(isHandedOver(unknown(), opened + 60_000)).toBe(false);
  });

  test("until somebody has it in sight, or it is over", () => {
    const now = new Date(later).toISOString();
    expect(isHandedOver(unknown({ acknowledgedAt: now }), later)).toBe(false);
    expect(isHandedOver(unknown({ settledAt: now, status: "resolved" }), later)).toBe(false);
  });

  test("never while it is still looked at, acted on, or waits for another repair", () => {
    expect(isHandedOver(unknown({ decision: null }), later)).toBe(false);
    expect(isHandedOver(unknown({ status: "awaiting_approval" }), later)).toBe(false);
    expect(isHandedOver(unknown({}, "target_in_repair"), later)).toBe(false);
  });
});
