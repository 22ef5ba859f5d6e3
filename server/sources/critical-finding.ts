import { fingerprintFrom } from "@/server/platform/inbound/fingerprint";
import { oneLine } from "@/server/platform/inbound/text";
import type { ParsedFinding, ParsedSignal } from "./port";

const maxSummaryLength = 1_000;
/** A scan says that a weakness is there, not since when; the time of receipt is the best guess. */
const unknownTime = new Date(0);

/**
 * A critical weakness as an alert, so that it reaches the commander: it fires while it is open and ends when the scanner calls it
 * suppressed or absent. Nothing below critical gives one. No repair fits it, so OpenClaw abstains and a person decides.
 */
export function signalOfFinding(finding: ParsedFinding): ParsedSignal[] {
  if (finding.severity !== "critical") return [];
  return [finding.state === "open" ? { ...endingOfFinding(finding), state: "firing", endsAt: null } : endingOfFinding(finding)];
}

/** The end of the alert that a finding was while it was critical and open. */
export function endingOfFinding(finding: ParsedFinding): ParsedSignal {
  return {
    fingerprint: fingerprintFrom("finding", finding.scanner, finding.fingerprint),
    state: "resolved",
    severity: "critical",
    name: finding.title,
    summary: oneLine(finding.location === "" ? finding.description : `${finding.location}: ${finding.description}`, maxSummaryLength),
    labels: { ...finding.labels, scanner: finding.scanner, rule: finding.ruleId },
    startsAt: unknownTime,
    endsAt: unknownTime,
    url: finding.url,
    change: null,
  };
}
