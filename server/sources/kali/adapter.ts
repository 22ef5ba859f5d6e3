import { matchAuthorization } from "@/server/platform/inbound/shared-secret";
import { finish, type Steps } from "@/server/platform/inbound/steps";
import { endingOfFinding, signalOfFinding } from "@/server/sources/critical-finding";
import type { ParsedDelivery, ParsedSignal, SourcePort } from "@/server/sources/port";
import { readReport, reportLimits } from "./read-report";

/*
 * Vendor docs: https://docs.projectdiscovery.io/tools/nuclei/running#output and
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * Reads: nuclei as JSON array or as JSONL, with the keys of its three generations; SARIF 2.1.0 of any scanner. Reports of nmap, nikto,
 * ZAP and OpenVAS are refused as unprocessable, with the formats that are read.
 * Auth: a bearer token or basic password, since a report is posted by a script.
 * Limits: 32 MiB, 100,000 findings, 32 levels; a text may be as long as the body, because nuclei writes whole responses.
 * What a result becomes: a finding. A critical one is a signal as well, so that it reaches the commander; nothing repairs it. It ends
 * when a SARIF result is suppressed or its baseline says absent, or a later scan calls it less than critical; that a later scan no longer has it ends nothing, since scans differ
 * in what they look at. nuclei never says that something is gone: a person settles the incident.
 * Lost: requests, responses, code flows, snippets and fixes, which may hold credentials; they stay in the stored body. Two repositories
 * scanned with relative paths are one place unless the run says which repository it is (`versionControlProvenance`).
 */

function* parseSteps(rawBody: Uint8Array): Steps<ParsedDelivery> {
  const findings = yield* readReport(rawBody);
  const signals: ParsedSignal[] = [];
  for (const finding of findings) {
    if (finding.severity !== "critical") continue;
    signals.push(...signalOfFinding(finding));
    yield;
  }
  return { signals, truncatedCount: 0, group: null, deliveryId: null, findings };
}

/** Scan reports from Kali and from pipelines: proves the sender by a shared secret and turns each result into one finding. */
export const kali: SourcePort = {
  name: "kali",
  maxBodyBytes: reportLimits.maxBodyBytes,
  mediaTypes: ["application/json", "application/x-ndjson", "application/jsonl", "application/sarif+json", "text/plain"],
  signsBody: false,
  authenticate: (headers, _rawBody, secrets) => matchAuthorization(headers.authorization, secrets),
  deliveryId: () => null,
  kind: () => null,
  parse: (rawBody) => finish(parseSteps(rawBody)),
  parseSteps,
  endingOf: endingOfFinding,
};
