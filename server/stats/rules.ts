/** A share in percent with one decimal, cut and never rounded up, so that 100 means all; null below the minimum count. */
export function autonomyPercent(numerator: number, denominator: number, minimum: number): number | null {
  return denominator < minimum ? null : Math.floor((numerator / denominator) * 1000) / 10;
}

/** A settled incident, as the index counts it. */
export interface CountedIncident {
  readonly settledBy: "automation" | "human" | "source" | null;
  readonly humanTouched: boolean;
  readonly verified: boolean;
  readonly reopenedCount: number;
}

/** Why an incident is not in the numerator, or null when it is: settled by automation, verified, untouched, not reopened. */
export function lossOf(incident: CountedIncident): "human_approved" | "human_resolved" | "reopened" | "not_verified" | null {
  if (incident.reopenedCount > 0) return "reopened";
  if (incident.humanTouched || incident.settledBy === "human") return incident.verified ? "human_approved" : "human_resolved";
  return incident.settledBy === "automation" && incident.verified ? null : "not_verified";
}
