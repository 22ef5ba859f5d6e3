import { describe, expect, test } from "vitest";
import type { AuditEvent } from "../contracts/audit";
import { writeAudit } from "./export-audit";

const event: AuditEvent = { seq: 7, id: "evt_1", type: "policy.changed", at: "2026-11-23T02:00:00.000Z", actor: { kind: "human", id: "usr_1", name: '=HYPERLINK("x")' }, channel: "web", origin: null, subject: { kind: "policy", id: "pol_brake" }, incidentId: null, statement: { code: "policy_changed", params: { reason: "a, b" } }, hash: "ab" };

describe("writeAudit", () => {
  test("keeps every event as it was in JSON Lines", () => {
    expect(writeAudit("jsonl", [event, event]).trimEnd().split("\n").map((line) => JSON.parse(line) as unknown)).toEqual([event, event]);
  });

  test("writes CSV that no spreadsheet runs", () => {
    expect(writeAudit("csv", [event])).toBe(`7,2026-11-23T02:00:00.000Z,policy.changed,"'=HYPERLINK(""x"")",human,web,,policy,pol_brake,,"{""code"":""policy_changed"",""params"":{""reason"":""a, b""}}",ab\r\n`);
  });
});
