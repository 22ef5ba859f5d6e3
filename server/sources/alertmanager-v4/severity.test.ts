import { describe, expect, test } from "vitest";
import { severityOf } from "./severity";

describe("severityOf", () => {
  test.each([
    ["critical", ["critical", "Critical", " PAGE ", "error", "fatal", "emergency", "sev0", "Sev1", "SEV-1", "p0", "P1", "disaster", "high"]],
    ["warning", ["warning", "Warning", "warn", "sev2", "P2", "average", "medium", "minor", "", "purple", undefined]],
    ["info", ["info", "none", "notice", "low", "sev3", "sev4", "p3", "P5"]],
  ] as const)("says %s", (severity, names) => {
    for (const name of names) expect(severityOf(name)).toBe(severity);
  });
});
