import type { IncidentClass } from "@/lib/contracts/incident";
import type { Autonomy } from "@/lib/contracts/stats";

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
  readonly acknowledgedAt: Date | null;
  readonly reclassifiedAs: IncidentClass | null;
}

/** Why an incident is not in the numerator, or null when it is: settled by automation, verified, untouched, not reopened. A human's classification is the last word; having it in sight is a touch. */
export function lossOf(incident: CountedIncident): Autonomy["losses"][number]["code"] | null {
  if (incident.reclassifiedAs !== null) return incident.reclassifiedAs === "autonomous" ? null : "reclassified";
  if (incident.reopenedCount > 0) return "reopened";
  if (incident.humanTouched || incident.settledBy === "human") return incident.verified ? "human_approved" : "human_resolved";
  if (incident.acknowledgedAt !== null) return "acknowledged";
  return incident.settledBy === "automation" && incident.verified ? null : "not_verified";
}
