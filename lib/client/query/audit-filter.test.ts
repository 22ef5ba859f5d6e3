import { describe, expect, test } from "vitest";
import { auditFilterOf, auditHref, readAuditAddress } from "./audit-filter";

describe("readAuditAddress", () => {
  test("keeps what makes sense and forgets the rest", () => {
    const address = readAuditAddress({ type: "policy.changed", actor: "human", origin: "mars", id: "pol_brake", since: "2026-11-23T10:00:00+08:00", until: "soon" });
    expect(address).toEqual({ type: "policy.changed", actorKind: "human", origin: "", id: "pol_brake", since: "2026-11-23T02:00:00.000Z", until: "" });
    expect(readAuditAddress(Object.fromEntries(new URL(auditHref(address), "http://x").searchParams))).toEqual(address);
    expect(auditFilterOf(address)).toEqual({ type: "policy.changed", actorKind: "human", subjectId: "pol_brake", since: "2026-11-23T02:00:00.000Z" });
    expect(auditFilterOf(readAuditAddress({ id: "inc_1" }))).toEqual({ incidentId: "inc_1" });
    expect(auditHref(readAuditAddress({}))).toBe("/audit");
  });
});
