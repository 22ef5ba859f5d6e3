import type { FindingSeverity } from "@/lib/contracts/finding";
import { hashOf } from "@/server/platform/inbound/fingerprint";
import { labelsOf } from "@/server/platform/inbound/labels";
import type { Steps } from "@/server/platform/inbound/steps";
import { firstLineOf, lineOf, webLink } from "@/server/platform/inbound/text";
import { listOf, objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { ParsedFinding } from "@/server/sources/port";
import { messageOf } from "./sarif-message";
import { ruleOf, rulesOf } from "./sarif-rule";
import type { SarifResult, SarifRun } from "./schema";
import { severityOfLevel, severityOfScore } from "./severity";

const maxTitleLength = 200;
const maxTextLength = 1_000;
const maxLocationLength = 500;

/** Where a result points at: its file with the line, else the logical place, else nowhere. */
interface Place {
  readonly file: string;
  readonly line: string;
  readonly logical: string;
}

function placeOf(run: SarifRun, result: SarifResult): Place {
  const location = objectOf(listOf(result.locations)[0]);
  const physical = objectOf(location.physicalLocation);
  const artifact = objectOf(physical.artifactLocation);
  const listed = objectOf(objectOf(typeof artifact.index === "number" ? listOf(run.artifacts)[artifact.index] : null).location);
  const logical = objectOf(listOf(location.logicalLocations)[0]);
  return {
    file: firstLineOf([artifact.uri, listed.uri], maxLocationLength),
    line: lineOf(objectOf(physical.region).startLine, 12),
    logical: firstLineOf([logical.fullyQualifiedName, logical.name], maxLocationLength),
  };
}

/** A score of the rule or result wins over the level, which has no word for critical; the level may come from the rule, and is `none` for what is no failure. */
function severityOf(result: SarifResult, rule: JsonObject): FindingSeverity {
  const score = objectOf(result.properties)["security-severity"] ?? objectOf(rule.properties)["security-severity"];
  const kind = firstLineOf([result.kind, "fail"], 20);
  const level = firstLineOf([result.level, kind === "fail" ? objectOf(rule.defaultConfiguration).level : "none"], 20);
  return severityOfScore(score) ?? severityOfLevel(level);
}

/** Suppressed when the scanner lists suppressions and none of them still waits for review or was rejected. */
function stateOf(result: SarifResult): ParsedFinding["state"] {
  if (result.baselineState === "absent") return "absent";
  const suppressions = listOf(result.suppressions).map((entry) => lineOf(objectOf(entry).status ?? objectOf(entry).state, 20));
  return suppressions.length > 0 && suppressions.every((status) => status === "" || status === "accepted") ? "suppressed" : "open";
}

/** What the scanner itself calls the identity of a result; empty when it gives none. */
function givenIdentity(result: SarifResult): string {
  const given = [objectOf(result.fingerprints), objectOf(result.partialFingerprints)].find((prints) => Object.keys(prints).length > 0) ?? {};
  return Object.entries(given)
    .map(([name, value]) => `${name}=${lineOf(value, maxTextLength)}`)
    .sort()
    .join("\n");
}

/** A repository as its host calls it (`owner/name`), from its address. */
function repositoryName(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).pathname.replace(/^\/+/, "").replace(/\.git$/, "") : uri;
}

/** The place of a line among those that share an identity, in the order in which they come. */
function orderOf(orders: Map<string, Map<string, number>>, base: string, line: string): number {
  const lines = orders.get(base) ?? new Map<string, number>();
  orders.set(base, lines);
  const order = lines.get(line) ?? lines.size;
  lines.set(line, order);
  return order;
}

/** Results that look at nothing wrong. */
const harmless: ReadonlySet<string> = new Set(["pass", "notApplicable"]);

/**
 * The findings of one run. A finding is the scanner's own fingerprint, or rule, file and message, never the line, since lines move with
 * every edit; where several places share all of that, they are told apart by their order in the file.
 */
export function* findingsOfRun(run: SarifRun): Steps<ParsedFinding[]> {
  const rules = rulesOf(run);
  const scanner = lineOf(run.tool.driver.name, 100);
  const repository = firstLineOf([objectOf(listOf(run.versionControlProvenance)[0]).repositoryUri], maxLocationLength);
  const orders = new Map<string, Map<string, number>>();
  const findings: ParsedFinding[] = [];
  for (const result of run.results ?? []) {
    yield;
    if (harmless.has(lineOf(result.kind, 20))) continue;
    const rule = ruleOf(result, rules);
    const { file, line, logical } = placeOf(run, result);
    const ruleId = firstLineOf([result.ruleId, objectOf(result.rule).id, rule.id, "unnamed"], maxTitleLength);
    const message = messageOf(result, rule, run);
    const identity = givenIdentity(result);
    const base = hashOf([repository, ruleId, file, logical, identity === "" ? message : identity]);
    const order = orderOf(orders, base, line);
    findings.push({
      fingerprint: order === 0 ? base : `${base}-${order}`,
      scanner,
      ruleId,
      severity: severityOf(result, rule),
      title: firstLineOf([objectOf(rule.shortDescription).text, rule.name, objectOf(rule.fullDescription).text, message, ruleId], maxTitleLength),
      description: firstLineOf([message, objectOf(rule.fullDescription).text], maxTextLength),
      location: lineOf([file || logical, file === "" ? "" : line].filter(Boolean).join(":"), maxLocationLength),
      labels: labelsOf({ repository: repositoryName(repository), file, line, logical, tool_version: run.tool.driver.semanticVersion ?? run.tool.driver.version }),
      url: webLink(rule.helpUri) ?? webLink(result.hostedViewerUri),
      state: stateOf(result),
    });
  }
  return findings;
}
