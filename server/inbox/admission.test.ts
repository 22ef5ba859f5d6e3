import { describe, expect, test } from "vitest";
import { Overloaded } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { createAdmission } from "./admission";

describe("createAdmission", () => {
  test("lets a source deliver its rate, and refuses more until time has passed", () => {
    let now = 1_000;
    const admission = createAdmission(100, () => now);
    const deliver = (source: "github" | "sentry") => {
      const visit = admission.enter(source);
      try {
        visit.count();
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(Overloaded);
        return false;
      } finally {
        visit.end();
      }
    };
    const burst = Array.from({ length: 150 }, () => deliver("github"));
    expect(burst.filter(Boolean)).toHaveLength(100);
    expect(deliver("sentry"), "another source has its own rate").toBe(true);
    now += 500;
    expect(Array.from({ length: 150 }, () => deliver("github")).filter(Boolean)).toHaveLength(50);
    now += 3_600_000;
    expect(Array.from({ length: 150 }, () => deliver("github")).filter(Boolean), "silence saves up one second").toHaveLength(100);
  });

  test("bounds the requests and the bytes of each source in flight, and gives back what a visit held", () => {
    const admission = createAdmission(1);
    const visits = Array.from({ length: tunables.doorMaxRequests }, () => admission.enter("kali"));
    expect(() => admission.enter("kali")).toThrow(Overloaded);
    const other = admission.enter("github");
    other.take(tunables.doorMaxBytes);
    expect(() => other.take(1)).toThrow(Overloaded);
    visits[0]?.take(tunables.doorMaxBytes);
    expect(() => visits[1]?.take(1)).toThrow(Overloaded);
    for (const visit of [...visits, other]) visit.end();
    const again = admission.enter("kali");
    again.take(tunables.doorMaxBytes);
    again.end();
  });
});
