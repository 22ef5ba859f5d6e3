import { Rejected } from "@/server/platform/errors";
import { measureJson } from "@/server/platform/inbound/json";
import { limitsOf } from "@/server/platform/inbound/limits";
import { shapeReader } from "@/server/platform/inbound/shape";
import { objectOf } from "@/server/platform/inbound/value";
import type { ParsedFinding } from "@/server/sources/port";
import { findingsOfNuclei } from "./nuclei";
import { findingsOfRun } from "./sarif";
import { nucleiResult, sarifLog } from "./schema";

/**
 * 32 MiB, of which one text may be all: nuclei writes whole responses, SARIF whole files, and none of them is kept. Lists and objects
 * have room for 100,000 results with some ten parts each.
 */
export const reportLimits = limitsOf({ maxBodyBytes: 32 * 1024 * 1024, maxStringBytes: 32 * 1024 * 1024, maxEntries: 100_000, maxContainers: 1_500_000 });

const maxFindings = 100_000;

const readNuclei = shapeReader(nucleiResult, "a result of nuclei");
const readSarif = shapeReader(sarifLog, "a SARIF log");

const formats = "This door reads nuclei (JSON or JSONL) and SARIF 2.1.0";

/** The findings of a report, in its order. An empty body is nuclei's way to say that it found nothing. @throws {Rejected} */
export function readReport(rawBody: Uint8Array): ParsedFinding[] {
  const text = new TextDecoder().decode(rawBody).trim();
  if (text === "") return [];
  if (!/^[{[]/.test(text)) throw new Rejected("unprocessable", `${formats}; reports of nmap, nikto, ZAP and OpenVAS in XML or text are not read.`);
  measureJson(rawBody, reportLimits);
  const findings = findingsOf(text);
  if (findings.length > maxFindings) throw new Rejected("bad_request", `The report has more than ${maxFindings} findings; send it in parts.`);
  return findings;
}

function findingsOf(text: string): ParsedFinding[] {
  const whole = jsonOf(text);
  if (whole === undefined) return linesOf(text).flatMap(findingsOfEntry);
  if (Array.isArray(whole)) return whole.flatMap(findingsOfEntry);
  const { runs, version } = objectOf(whole);
  if (runs === undefined) return findingsOfEntry(whole);
  if (version !== undefined && version !== "2.1.0") throw new Rejected("unprocessable", `${formats}; this is SARIF of another version.`);
  return readSarif(whole).runs.flatMap(findingsOfRun);
}

function findingsOfEntry(entry: unknown): ParsedFinding[] {
  const object = objectOf(entry);
  if (!("template-id" in object || "templateID" in object || "template_id" in object)) throw new Rejected("unprocessable", `${formats}; this is JSON of another kind (nikto and ZAP are not read).`);
  return findingsOfNuclei(readNuclei(object));
}

/** Undefined when the text is not one JSON value; then it may be one on each line. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function linesOf(text: string): unknown[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = jsonOf(line);
    if (value === undefined) throw new Rejected("bad_request", `Line ${index + 1} of the body is not JSON.`);
    return [value];
  });
}
