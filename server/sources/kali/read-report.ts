import { Rejected } from "@/server/platform/errors";
import { measureJsonSteps } from "@/server/platform/inbound/json";
import { parseJsonSteps } from "@/server/platform/inbound/json-steps";
import { limitsOf } from "@/server/platform/inbound/limits";
import { shapeReader } from "@/server/platform/inbound/shape";
import type { Steps } from "@/server/platform/inbound/steps";
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

const mark = Buffer.from("\uFEFF");
const [tab, newline, carriageReturn, space, openBracket, openBrace] = [0x09, 0x0a, 0x0d, 0x20, 0x5b, 0x7b];

/** Where something stands that is no white space, or the end. */
function firstContent(bytes: Uint8Array, from = 0): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === space || bytes[at] === newline || bytes[at] === tab || bytes[at] === carriageReturn)) at += 1;
  return at;
}

/** The findings of a report, in its order, in steps. An empty body is nuclei's way to say that it found nothing. @throws {Rejected} */
export function* readReport(rawBody: Uint8Array): Steps<ParsedFinding[]> {
  const start = firstContent(rawBody, mark.equals(rawBody.subarray(0, mark.length)) ? mark.length : 0);
  if (start === rawBody.length) return [];
  if (rawBody[start] !== openBrace && rawBody[start] !== openBracket) throw new Rejected("unprocessable", `${formats}; reports of nmap, nikto, ZAP and OpenVAS in XML or text are not read.`);
  yield* measureJsonSteps(rawBody, reportLimits);
  const findings = yield* findingsOf(rawBody.subarray(start));
  if (findings.length > maxFindings) throw new Rejected("bad_request", `The report has more than ${maxFindings} findings; send it in parts.`);
  return findings;
}

function* findingsOf(text: Uint8Array): Steps<ParsedFinding[]> {
  const whole = yield* jsonOf(text);
  if (whole === undefined) return yield* findingsOfEntries(yield* linesOf(text));
  if (Array.isArray(whole)) return yield* findingsOfEntries(whole);
  const { runs, version } = objectOf(whole);
  if (runs === undefined) return findingsOfEntry(whole);
  if (version !== undefined && version !== "2.1.0") throw new Rejected("unprocessable", `${formats}; this is SARIF of another version.`);
  const findings: ParsedFinding[] = [];
  for (const run of readSarif(whole).runs) for (const finding of yield* findingsOfRun(run)) findings.push(finding);
  return findings;
}

function* findingsOfEntries(entries: readonly unknown[]): Steps<ParsedFinding[]> {
  const findings: ParsedFinding[] = [];
  for (const entry of entries) {
    findings.push(...findingsOfEntry(entry));
    yield;
  }
  return findings;
}

function findingsOfEntry(entry: unknown): ParsedFinding[] {
  const object = objectOf(entry);
  if (!("template-id" in object || "templateID" in object || "template_id" in object)) throw new Rejected("unprocessable", `${formats}; this is JSON of another kind (nikto and ZAP are not read).`);
  return findingsOfNuclei(readNuclei(object));
}

/** Undefined when the text is not one JSON value; then it may be one on each line. */
function* jsonOf(text: Uint8Array): Steps<unknown> {
  try {
    return yield* parseJsonSteps(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function* linesOf(text: Uint8Array): Steps<unknown[]> {
  const values: unknown[] = [];
  for (let start = 0, number = 1; start < text.length; number += 1) {
    const next = text.indexOf(newline, start);
    const line = text.subarray(start, next === -1 ? text.length : next);
    start += line.length + 1;
    if (firstContent(line) === line.length) continue;
    const value = yield* jsonOf(line);
    if (value === undefined) throw new Rejected("bad_request", `Line ${number} of the body is not JSON.`);
    values.push(value);
  }
  return values;
}
