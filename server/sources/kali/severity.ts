import type { FindingSeverity } from "@/lib/contracts/finding";

const words: ReadonlyMap<string, FindingSeverity> = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["moderate", "medium"],
  ["low", "low"],
  ["info", "info"],
  ["informational", "info"],
  ["unknown", "info"],
]);

/** A scanner's word for how bad it is, case aside; `info` for none, as in a template that only detects. */
export function severityOfWord(word: string): FindingSeverity {
  return words.get(word.trim().toLowerCase()) ?? "info";
}

/** SARIF's level; it has no word above `error`. */
export function severityOfLevel(level: string): FindingSeverity {
  switch (level) {
    case "error":
      return "high";
    case "note":
      return "low";
    case "none":
      return "info";
    default:
      return "medium";
  }
}

/** A CVSS score, in the ranges of its own specification; null for no score. */
export function severityOfScore(score: unknown): FindingSeverity | null {
  const value = typeof score === "string" && score.trim() !== "" ? Number(score) : score;
  if (typeof value !== "number" || !(value >= 0 && value <= 10)) return null;
  if (value >= 9) return "critical";
  if (value >= 7) return "high";
  if (value >= 4) return "medium";
  return value > 0 ? "low" : "info";
}
