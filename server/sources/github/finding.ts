import type { z } from "zod";
import type { FindingSeverity } from "@/lib/contracts/finding";
import { fingerprintFrom } from "@/server/platform/inbound/fingerprint";
import { labelsOf } from "@/server/platform/inbound/labels";
import { firstLineOf, lineOf, webLink } from "@/server/platform/inbound/text";
import { listOf, objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { ParsedFinding } from "@/server/sources/port";
import { repositoryLabels } from "./repository";
import type { alertBody } from "./schema";

type AlertBody = z.infer<typeof alertBody>;

const maxTitleLength = 200;
const maxTextLength = 1_000;
const maxLocationLength = 500;

const severities: ReadonlyMap<string, FindingSeverity> = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["error", "high"],
  ["medium", "medium"],
  ["moderate", "medium"],
  ["warning", "medium"],
  ["low", "low"],
  ["note", "low"],
  ["none", "info"],
]);

/** What an action makes of an alert when its own `state` does not say; any other action leaves it open. */
const statesByAction: ReadonlyMap<string, ParsedFinding["state"]> = new Map([
  ["fixed", "absent"],
  ["dismissed", "suppressed"],
  ["auto_dismissed", "suppressed"],
  ["closed_by_user", "suppressed"],
]);

const statesByName: ReadonlyMap<string, ParsedFinding["state"]> = new Map([
  ["open", "open"],
  ["fixed", "absent"],
  ["dismissed", "suppressed"],
  ["auto_dismissed", "suppressed"],
]);

function stateOf({ action, alert }: AlertBody): ParsedFinding["state"] {
  return statesByName.get(lineOf(alert.state, 40)) ?? statesByAction.get(action) ?? "open";
}

const severityOf = (words: readonly unknown[]): FindingSeverity => severities.get(firstLineOf(words, 20).toLowerCase()) ?? "medium";

/** A finding of a repository's alert; GitHub numbers the alerts of each kind in each repository. */
function findingOf({ alert, repository }: AlertBody, parts: Pick<ParsedFinding, "scanner" | "severity" | "state"> & { ruleId: unknown[]; title: unknown[]; description: unknown[]; location: string; labels: JsonObject }): ParsedFinding {
  const ruleId = firstLineOf([...parts.ruleId, "unnamed"], maxTitleLength);
  return {
    fingerprint: fingerprintFrom(parts.scanner, repository.full_name, String(alert.number)),
    scanner: parts.scanner,
    ruleId,
    severity: parts.severity,
    title: firstLineOf([...parts.title, ruleId], maxTitleLength),
    description: firstLineOf(parts.description, maxTextLength),
    location: lineOf(parts.location === "" ? repository.full_name : `${repository.full_name}: ${parts.location}`, maxLocationLength),
    labels: labelsOf({ ...repositoryLabels(repository), ...parts.labels }),
    url: webLink(alert.html_url),
    state: parts.state,
  };
}

/** A weakness in the code, as the repository's own scanner reports it. */
export function codeScanningFinding(body: AlertBody): ParsedFinding {
  const { alert } = body;
  const rule = objectOf(alert.rule);
  const instance = objectOf(alert.most_recent_instance ?? listOf(alert.instances)[0]);
  const place = objectOf(instance.location);
  const line = lineOf(place.start_line, 12);
  return findingOf(body, {
    scanner: firstLineOf([objectOf(alert.tool).name, "code scanning"], 100),
    ruleId: [rule.id, rule.name],
    severity: severityOf([rule.security_severity_level, rule.severity]),
    title: [rule.description, rule.name],
    description: [objectOf(instance.message).text, rule.full_description, rule.description],
    location: `${lineOf(place.path, 400)}${line === "" ? "" : `:${line}`}`,
    labels: { ref: body.ref ?? instance.ref, sha: body.commit_oid ?? instance.commit_sha },
    state: stateOf(body),
  });
}

/** A dependency with a known weakness. */
export function dependabotFinding(body: AlertBody): ParsedFinding {
  const { alert } = body;
  const advisory = objectOf(alert.security_advisory);
  const vulnerability = objectOf(alert.security_vulnerability);
  const dependency = objectOf(alert.dependency);
  const { name, ecosystem } = objectOf(dependency.package ?? vulnerability.package);
  return findingOf(body, {
    scanner: "dependabot",
    ruleId: [advisory.ghsa_id, advisory.cve_id],
    severity: severityOf([vulnerability.severity, advisory.severity]),
    title: [advisory.summary],
    description: [advisory.description],
    location: [lineOf(dependency.manifest_path, 300), lineOf(name, 150)].filter(Boolean).join(" "),
    labels: { package: name, ecosystem, cve: advisory.cve_id, fixed_in: objectOf(vulnerability.first_patched_version).identifier },
    state: stateOf(body),
  });
}

/** Resolutions that say that the secret opens nothing any more; any other says that somebody accepted the finding. */
const gone: ReadonlySet<string> = new Set(["revoked"]);

/** A credential that was committed: `high`, since GitHub tells no severity, and `critical` once it is known to work or to be public. */
export function secretScanningFinding(body: AlertBody): ParsedFinding {
  const { alert, action } = body;
  const resolution = lineOf(alert.resolution, 40);
  const isExposed = action === "publicly_leaked" || alert.publicly_leaked === true || alert.validity === "active";
  return findingOf(body, {
    scanner: "secret scanning",
    ruleId: [alert.secret_type],
    severity: isExposed ? "critical" : "high",
    title: [alert.secret_type_display_name, alert.secret_type],
    description: [alert.resolution_comment],
    location: "",
    labels: { resolution, validity: alert.validity },
    state: resolution === "" ? (action === "resolved" ? "suppressed" : "open") : gone.has(resolution) ? "absent" : "suppressed",
  });
}
