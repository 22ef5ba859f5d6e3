import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionStatus, type ActionStatus } from "@/lib/contracts/action";
import { mayBecome } from "./rules";

const statuses = actionStatus.options;
const stepsFrom = (from: ActionStatus) => statuses.filter((to) => mayBecome(from, to));

describe("mayBecome", () => {
  test("in every life: nothing runs unapproved, nothing succeeds unverified, and an end is an end", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (choices) => {
        let from: ActionStatus = "proposed";
        for (const choice of choices) {
          const steps = stepsFrom(from);
          const to = steps[choice % Math.max(1, steps.length)];
          if (to === undefined) {
            expect(["succeeded", "failed", "rolled_back", "cancelled", "outcome_unknown"]).toContain(from);
            return;
          }
          if (to === "running") expect(from).toBe("approved");
          if (to === "succeeded") expect(from).toBe("verifying");
          if (to === "verifying" || to === "outcome_unknown") expect(from).toBe("running");
          if (to === "rolled_back") expect(from).toBe("verifying");
          from = to;
        }
      }),
    );
  });

  test("lets nothing leave an unknown outcome", () => {
    expect(stepsFrom("outcome_unknown")).toEqual([]);
  });
});
