import type { IncidentDetail } from "../contracts/incident";

/** The first looks at a young incident often end without an answer and are followed by better ones; before this nobody is bothered. */
const patienceMs = 2 * 60_000;

/** Abstentions that end by themselves, or whose own card is already there. */
const passing: ReadonlySet<string> = new Set(["target_in_repair", "outcome_unknown", "previous_attempt_failed"]);

/** Whether the machine has given an incident into human hands: it looked, does not act, and nobody has taken it yet. */
export function isHandedOver(incident: IncidentDetail, nowMs: number): boolean {
  const code = incident.decision?.abstention?.code;
  return code !== undefined && !passing.has(code) && incident.settledAt === null && incident.acknowledgedAt === null && incident.status === "investigating" && nowMs - Date.parse(incident.openedAt) >= patienceMs;
}
