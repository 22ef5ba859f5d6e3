import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { incidentStatus, type IncidentStatus } from "@/lib/contracts/incident";
import { isSettled, mayBecome, reconsiderAt, worseSeverity } from "./rules";

const statuses = incidentStatus.options;
const stepsFrom = (from: IncidentStatus) => statuses.filter((to) => mayBecome(from, to));

/** A life of an incident: at each step one of the allowed ones, chosen by the numbers. */
const life = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((choices) => {
  const walked: IncidentStatus[] = ["open"];
  for (const choice of choices) {
    const steps = stepsFrom(walked.at(-1) ?? "open");
    walked.push(steps[choice % steps.length] ?? "open");
  }
  return walked;
});

describe("mayBecome", () => {
  test("never leads into a dead end, and from everywhere to an end", () => {
    for (const status of statuses) {
      expect(stepsFrom(status).length).toBeGreaterThan(0);
      const reached = new Set<IncidentStatus>([status]);
      for (const next of reached) for (const step of stepsFrom(next)) reached.add(step);
      expect(reached).toContain("resolved");
    }
  });

  test("in every life: only a new firing leads out of an end, no repair without a look, no verification without a repair", () => {
    fc.assert(
      fc.property(life, (walked) => {
        walked.slice(1).forEach((to, index) => {
          const from = walked[index] ?? "open";
          expect(to).not.toBe(from);
          expect(to).not.toBe("open");
          if (isSettled(from)) expect(to).toBe("reopened");
          if (to === "reopened") expect(isSettled(from)).toBe(true);
          if (to === "verifying") expect(from).toBe("acting");
          if (to === "acting") expect(["investigating", "awaiting_approval"]).toContain(from);
          if (to === "awaiting_approval") expect(["investigating", "acting"]).toContain(from);
        });
      }),
    );
  });
});

describe("worseSeverity", () => {
  test("is the greater of the two in either order", () => {
    const rank = ["info", "warning", "critical"] as const;
    for (const [i, a] of rank.entries()) for (const [j, b] of rank.entries()) expect(worseSeverity(a, b)).toBe(rank[Math.max(i, j)]);
  });
});

describe("reconsiderAt", () => {
  const limits = { reconsiderMs: 10_000, reconsiderMaxMs: 300_000 };
  test.each([
    ["a young incident soon", 0, 10],
    ["an older one after a tenth of its age", 600, 60],
    ["an old one no later than the longest pause", 86_400, 300],
  ] as const)("looks again at %s", (_what, ageSeconds, pauseSeconds) => {
    const now = new Date(Date.UTC(2026, 0, 2));
    expect(reconsiderAt(new Date(now.getTime() - ageSeconds * 1000), now, limits).getTime() - now.getTime()).toBe(pauseSeconds * 1000);
  });
});
