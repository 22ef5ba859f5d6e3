import type { Severity } from "@/lib/contracts/common";

const words: ReadonlyMap<string, Severity> = new Map([
  ...["critical", "crit", "page", "error", "err", "fatal", "emergency", "emerg", "alert", "disaster", "blocker", "major", "high"].map((word) => [word, "critical"] as const),
  ...["warning", "warn", "average", "medium", "minor"].map((word) => [word, "warning"] as const),
  ...["info", "information", "informational", "none", "notice", "low", "debug"].map((word) => [word, "info"] as const),
]);

/** Our three steps for whatever a team calls theirs, case aside; an absent or unknown name is a warning, so that nothing new is silenced. */
export function severityOf(name: string | undefined): Severity {
  const word = (name ?? "").trim().toLowerCase();
  const known = words.get(word);
  if (known !== undefined) return known;
  const level = /^(?:sev|severity|s|p|priority)[-_ ]?(\d{1,2})$/.exec(word)?.[1];
  if (level === undefined) return "warning";
  if (Number(level) <= 1) return "critical";
  return Number(level) === 2 ? "warning" : "info";
}
