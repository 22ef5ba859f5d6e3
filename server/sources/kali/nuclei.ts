import type { z } from "zod";
import { hashOf } from "@/server/platform/inbound/fingerprint";
import { labelsOf } from "@/server/platform/inbound/labels";
import { firstLineOf, lineOf, webLink } from "@/server/platform/inbound/text";
import { listOf, objectOf } from "@/server/platform/inbound/value";
import type { ParsedFinding } from "@/server/sources/port";
import { placeLabels } from "./place";
import type { nucleiResult } from "./schema";
import { severityOfWord } from "./severity";

const maxTitleLength = 200;
const maxTextLength = 1_000;
const maxLocationLength = 500;

/** A list of ids such as CVEs, or one of them, in one line. */
const joined = (value: unknown) => (Array.isArray(value) ? value.map((entry) => lineOf(entry, 40)).filter(Boolean).slice(0, 20).join(",") : lineOf(value, 200));

/** The first reference that a browser may open; an old template writes them as one text with a line each. */
function firstLink(reference: unknown): string | null {
  const texts = typeof reference === "string" ? reference.slice(0, 10_000).split("\n") : listOf(reference);
  for (const text of texts) {
    const link = webLink(typeof text === "string" ? text.replace(/^\s*-\s*/, "").trim() : null);
    if (link !== null) return link;
  }
  return null;
}

/**
 * One result of nuclei as a finding: the template, where it matched, and which of its matchers or extractors; not what was extracted,
 * since that changes from scan to scan. A result that says that its matcher did
 * not match is none. What the target sent and was sent (`request`, `response`, `curl-command`, extracted results) may hold credentials
 * and is not taken over.
 */
export function findingsOfNuclei(result: z.infer<typeof nucleiResult>): ParsedFinding[] {
  if (result["matcher-status"] === false || result.matcher_status === false) return [];
  const info = objectOf(result.info);
  const classification = objectOf(info.classification);
  const ruleId = firstLineOf([result["template-id"], result.templateID, result.template_id], maxTitleLength);
  const matcher = firstLineOf([result["matcher-name"], result.matcher_name, result["extractor-name"], result.extractor_name], maxTitleLength);
  const location = firstLineOf([result["matched-at"], result.matched, result.matched_at, result.url, result.host, result.ip], maxLocationLength);
  return [
    {
      fingerprint: hashOf([ruleId, location, matcher]),
      scanner: "nuclei",
      ruleId,
      severity: severityOfWord(lineOf(info.severity, 20)),
      title: lineOf([firstLineOf([info.name, ruleId], 140), matcher].filter(Boolean).join(": "), maxTitleLength),
      description: firstLineOf([info.description, info.impact, info.name], maxTextLength),
      location,
      labels: labelsOf({
        ...placeLabels(firstLineOf([result.host, location], maxLocationLength)),
        ip: result.ip,
        port: result.port,
        type: result.type,
        matcher,
        tags: joined(info.tags),
        cve: joined(classification["cve-id"]),
        cwe: joined(classification["cwe-id"]),
        cvss: classification["cvss-score"],
      }),
      url: firstLink(info.reference) ?? webLink(result["template-url"]),
      state: "open",
    },
  ];
}
