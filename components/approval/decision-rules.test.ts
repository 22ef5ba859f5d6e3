import { describe, expect, test } from "vitest";
import { frictionOf, mayDecide, onApproveKey } from "./decision-rules";

describe("onApproveKey", () => {
  test("low and medium risk need one key", () => {
    for (const tier of ["low", "medium"] as const) expect(onApproveKey(frictionOf(tier), "idle")).toBe("decide");
  });

  test("high risk needs a visible second step", () => {
    expect(onApproveKey(frictionOf("high"), "idle")).toBe("confirming");
    expect(onApproveKey(frictionOf("high"), "confirming")).toBe("decide");
  });

  test("critical risk is never decided by a key", () => {
    for (const mode of ["idle", "confirming", "typing", "denying"] as const) expect(onApproveKey(frictionOf("critical"), mode)).toBe("typing");
  });
});

describe("mayDecide", () => {
  test("viewers decide nothing, operators up to medium, commanders all", () => {
    const tiers = ["low", "medium", "high", "critical"] as const;
    expect(tiers.filter((tier) => mayDecide("viewer", tier))).toEqual([]);
    expect(tiers.filter((tier) => mayDecide("operator", tier))).toEqual(["low", "medium"]);
    expect(tiers.filter((tier) => mayDecide("commander", tier))).toEqual([...tiers]);
  });
});
