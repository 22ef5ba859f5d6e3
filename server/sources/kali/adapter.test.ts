import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bytesOf, readBy, refusalBy } from "@/tests/support/bodies";
import { kali } from "./adapter";

const fixtures = join(import.meta.dirname, "__fixtures__");
const fixture = (name: string) => readFileSync(join(fixtures, name));

/** `findings distinct | severity title @ location` of the first. */
const accepted: Record<string, string> = {
  "nuclei-empty.jsonl": "0 0 | nothing",
  "nuclei-issue-9201.json": "1 1 | info favicon-detection: asp.net-favicon @ https://example.com/favicon.ico%c0",
  "nuclei-many-findings-new.jsonl": "2 2 | medium OpenSSH Username Enumeration v7.7 @ nuclei-example.com:22",
  "nuclei-many-findings-third.jsonl": "2 2 | info HTTP Missing Security Headers: x-content-type-options @ https://example.com",
  "nuclei-many-findings.jsonl": "18 18 | low OpenSSH 5.3 Detection @ nuclei-example.com:22",
  "nuclei-multiple-v3.json": "6 5 | info DNS SaaS Service Detection: wix @ www.asdf.de",
  "sarif-appendix-k.sarif.json": "1 1 | high A variable was used without being initialized. @ collections/list.h:15",
  "sarif-dockle.sarif.json": "4 4 | high Do not store credential in ENVIRONMENT vars/files @ ",
  "sarif-gitleaks.sarif.json": "8 4 | medium AWS Access Key secret detected @ dojo/unittests/scans/gitlab_secret_detection_report/gitlab_secret_detection_report_1_vuln.json:13",
  "sarif-suppression.sarif.json": "5 5 | medium Rule 001 @ file:///C:/code/file1.c",
};

const nuclei = { "template-id": "CVE-2026-1", info: { name: "Bad thing", severity: "critical", description: "It is bad" }, host: "https://shop.example", "matched-at": "https://shop.example/x" };
const result = { ruleId: "R1", message: { text: "Leak" }, locations: [{ physicalLocation: { artifactLocation: { uri: "src/a.c" }, region: { startLine: 3 } } }] };
const sarif = (results: readonly object[] | null, rules: readonly object[] = [], run: object = {}) => ({ version: "2.1.0", runs: [{ tool: { driver: { name: "Scanner", rules } }, results, ...run }] });
const findingsOf = (value: unknown) => readBy(kali, value).findings;
const only = (value: unknown) => {
  const [finding, ...rest] = findingsOf(value);
  if (finding === undefined || rest.length > 0) throw new Error(`${rest.length} more findings`);
  return finding;
};

describe("kali.parse on genuine reports", () => {
  const names = readdirSync(fixtures).filter((name) => name !== "INDEX.md");

  test("every report has an expectation", () => {
    expect(names.filter((name) => /^(nuclei|sarif)-/.test(name)).toSorted()).toEqual(Object.keys(accepted).toSorted());
  });

  test.each(Object.entries(accepted))("%s", (name, text) => {
    const findings = findingsOf(fixture(name));
    const [first] = findings;
    expect(`${findings.length} ${new Set(findings.map(({ fingerprint }) => fingerprint)).size} | ${first === undefined ? "nothing" : `${first.severity} ${first.title} @ ${first.location}`}`).toBe(text);
    for (const finding of findings) expect(finding.scanner).not.toBe("");
  });

  test.each(names.filter((name) => !(name in accepted)))("%s is refused with what is read", (name) => {
    const { code, message } = refusalBy(kali, fixture(name));
    expect(code).toBe("unprocessable");
    expect(message).toContain("This door reads nuclei (JSON or JSONL) and SARIF 2.1.0");
  });

  test("honours suppressions, also those of a suppression file", () => {
    expect(findingsOf(fixture("sarif-suppression.sarif.json")).map(({ state }) => state)).toEqual(["suppressed", "suppressed", "suppressed", "open", "open"]);
    expect(findingsOf(fixture("sarif-appendix-k.sarif.json")).map(({ state }) => state)).toEqual(["suppressed"]);
  });
});

describe("kali.parse of nuclei", () => {
  test("reads the three generations of keys alike", () => {
    const { "template-id": id, "matched-at": at, ...rest } = nuclei;
    const now = only({ ...nuclei, "matcher-name": "m" });
    expect(now).toMatchObject({ scanner: "nuclei", ruleId: "CVE-2026-1", severity: "critical", title: "Bad thing: m", location: at, state: "open" });
    for (const older of [{ ...rest, templateID: id, matched: at, matcher_name: "m" }, { ...rest, template_id: id, matched_at: at, matcher_name: "m" }]) expect(only(older).fingerprint).toBe(now.fingerprint);
  });

  test("reads one object, an array, and lines, with a byte order mark and empty lines", () => {
    const other = { ...nuclei, "matched-at": "https://shop.example/y" };
    for (const text of [JSON.stringify([nuclei, other]), `${JSON.stringify(nuclei)}\r\n\n${JSON.stringify(other)}\n`, `\uFEFF${JSON.stringify(nuclei)}\n${JSON.stringify(other)}`]) expect(findingsOf(bytesOf(text))).toHaveLength(2);
    expect(findingsOf("[]")).toEqual([]);
    expect(findingsOf(" \n")).toEqual([]);
  });

  test("leaves out what did not match, and what holds credentials", () => {
    expect(findingsOf({ ...nuclei, "matcher-status": false })).toEqual([]);
    const text = JSON.stringify(readBy(kali, { ...nuclei, request: "Authorization: hunter2", response: "hunter2", "curl-command": "curl -u hunter2", "extracted-results": ["hunter2"] }));
    expect(text).not.toContain("hunter2");
  });

  test("finds the thing by a service's name in the cluster, else by its host", () => {
    expect(only({ ...nuclei, host: "http://checkout.shop.svc.cluster.local:8080" }).labels).toMatchObject({ service: "checkout", namespace: "shop" });
    expect(only({ ...nuclei, host: "10.0.0.7:22" }).labels).toMatchObject({ host: "10.0.0.7" });
  });

  test("survives odd values: a bad CWE, no severity, a foreign one", () => {
    for (const info of [{ severity: null, classification: { "cwe-id": ["not-a-cwe", 7, null] } }, { severity: "unknown" }, {}, null]) expect(only({ ...nuclei, info }).severity).toBe("info");
  });

  test("names the line that is no JSON", () => {
    expect(refusalBy(kali, bytesOf(`${JSON.stringify(nuclei)}\n{"template-id":`)).message).toBe("Line 2 of the body is not JSON.");
    expect(refusalBy(kali, bytesOf('{"a":')).code).toBe("bad_request");
  });
});

describe("kali.parse of SARIF", () => {
  test("reads an empty log and a run without results as nothing found", () => {
    expect(findingsOf({ version: "2.1.0", runs: [] })).toEqual([]);
    expect(findingsOf(sarif(null))).toEqual([]);
  });

  test.each([
    [{ level: "error" }, {}, "high"],
    [{}, { defaultConfiguration: { level: "error" } }, "high"],
    [{ level: "note" }, { defaultConfiguration: { level: "error" } }, "low"],
    [{}, {}, "medium"],
    [{ kind: "informational" }, { defaultConfiguration: { level: "error" } }, "info"],
    [{ level: "warning" }, { properties: { "security-severity": "9.8" } }, "critical"],
    [{ level: "error", properties: { "security-severity": "4.0" } }, { properties: { "security-severity": "9.8" } }, "medium"],
    [{ level: "error" }, { properties: { "security-severity": "n/a" } }, "high"],
  ])("%j with the rule %j is %s", (more, rule, severity) => {
    expect(only(sarif([{ ...result, ...more }], [{ id: "R1", ...rule }])).severity).toBe(severity);
  });

  test("finds the rule by index, by id, by the id's first part, and in an extension", () => {
    const titleOf = (more: object, rules: readonly object[], tool: object = {}) => only({ version: "2.1.0", runs: [{ tool: { driver: { name: "S", rules }, ...tool }, results: [{ message: { text: "m" }, ...more }] }] }).title;
    const [one, two] = [{ id: "A", shortDescription: { text: "first" } }, { id: "B", shortDescription: { text: "second" } }];
    expect(titleOf({ ruleIndex: 1 }, [one, two])).toBe("second");
    expect(titleOf({ ruleId: "B" }, [one, two])).toBe("second");
    expect(titleOf({ ruleId: "B/sub/rule" }, [one, { ...two, id: "B/sub" }])).toBe("second");
    expect(titleOf({ rule: { index: 0, toolComponent: { index: 0 } } }, [one], { extensions: [{ name: "e", rules: [two] }] })).toBe("second");
    expect(titleOf({ ruleId: "constructor" }, [one])).toBe("m");
  });

  test.each([
    [[{ kind: "external" }], "suppressed"],
    [[{ kind: "inSource", status: "accepted" }], "suppressed"],
    [[{ kind: "external", status: "underReview" }], "open"],
    [[{ kind: "external" }, { kind: "external", status: "rejected" }], "open"],
    [[], "open"],
    [null, "open"],
  ])("suppressions %j leave it %s", (suppressions, state) => {
    expect(only(sarif([{ ...result, suppressions }])).state).toBe(state);
  });

  test.each([["absent", "absent"], ["unchanged", "open"], ["new", "open"], ["updated", "open"]])("the baseline's word %s makes it %s", (baselineState, state) => {
    expect(only(sarif([{ ...result, baselineState }])).state).toBe(state);
  });

  test("has no finding where nothing is wrong", () => {
    for (const kind of ["pass", "notApplicable"]) expect(findingsOf(sarif([{ ...result, kind }]))).toEqual([]);
  });

  test("knows a finding again after its line moved, and by the scanner's own fingerprint after its message changed", () => {
    const at = (startLine: number, more: object = {}) => ({ ...result, ...more, locations: [{ physicalLocation: { artifactLocation: { uri: "src/a.c" }, region: { startLine } } }] });
    expect(only(sarif([at(3)])).fingerprint).toBe(only(sarif([at(90)])).fingerprint);
    const printed = (text: string) => only(sarif([at(3, { message: { text }, partialFingerprints: { "primaryLocationLineHash/v1": "a1:1" } })])).fingerprint;
    expect(printed("one")).toBe(printed("two"));
    expect(only(sarif([at(3)])).fingerprint).not.toBe(only(sarif([at(3)], [], { versionControlProvenance: [{ repositoryUri: "https://github.com/shop/x" }] })).fingerprint);
    const two = findingsOf(sarif([at(3), at(9), at(3)])).map(({ fingerprint }) => fingerprint);
    expect(two[0]).toBe(two[2]);
    expect(two[1]).not.toBe(two[0]);
  });

  test("calls the repository as GitHub does", () => {
    expect(only(fixture("sarif-appendix-k.sarif.json")).labels.repository).toBe("example-corp/browser");
  });

  test("puts a message together from the rule's text and the arguments", () => {
    const rules = [{ id: "R1", messageStrings: { default: { text: "'{0}' leaks {1}, {9}" } } }];
    expect(only(sarif([{ ...result, message: { id: "default", arguments: ["ptr", "memory"] } }], rules)).description).toBe("'ptr' leaks memory, {9}");
  });

  test("refuses other versions and what only looks like it", () => {
    expect(refusalBy(kali, { version: "1.0.0", runs: [] }).code).toBe("unprocessable");
    expect(refusalBy(kali, { version: "2.1.0", runs: [{}] }).code).toBe("unprocessable");
    expect(refusalBy(kali, { version: "2.1.0", runs: [{ tool: { driver: { name: "S" } }, results: [1] }] }).code).toBe("unprocessable");
  });
});

describe("kali.parse of what is critical", () => {
  test("makes it a signal as well, which ends when it is suppressed or absent", () => {
    const rules = [{ id: "R1", properties: { "security-severity": "9.9" } }];
    const [open, suppressed, absent] = [{}, { suppressions: [{ kind: "external" }] }, { baselineState: "absent" }].map((more) => readBy(kali, sarif([{ ...result, ...more }], rules)).signals);
    expect(open).toMatchObject([{ state: "firing", severity: "critical", endsAt: null, labels: { scanner: "Scanner", rule: "R1" } }]);
    for (const signals of [suppressed, absent]) expect(signals).toMatchObject([{ state: "resolved", fingerprint: open?.[0]?.fingerprint }]);
    expect(readBy(kali, { ...nuclei, info: { severity: "high" } }).signals).toEqual([]);
  });
});

describe("kali.parse limits", () => {
  test("takes a report of 32 MiB whose responses are long, and refuses a byte more", () => {
    const filler = JSON.stringify({ ...nuclei, response: "x".repeat(4 * 1024 * 1024) });
    const lines = Buffer.from(Array.from({ length: 7 }, () => filler).join("\n"));
    const full = Buffer.concat([lines, Buffer.alloc(kali.maxBodyBytes - lines.length, "\n")]);
    expect(findingsOf(full)).toHaveLength(7);
    expect(refusalBy(kali, Buffer.concat([full, Buffer.from(" ")])).code).toBe("bad_request");
  });

  test("takes 20,000 findings and keeps those of one rule and file apart", () => {
    const results = Array.from({ length: 20_000 }, (_, index) => ({ ...result, locations: [{ physicalLocation: { artifactLocation: { uri: "src/a.c" }, region: { startLine: index + 1 } } }] }));
    expect(new Set(findingsOf(sarif(results)).map(({ fingerprint }) => fingerprint)).size).toBe(20_000);
  });

  test("refuses bombs", () => {
    for (const bomb of ["[".repeat(1_000_000), `[${"{},".repeat(1_500_001)}{}]`]) expect(refusalBy(kali, bytesOf(bomb)).code).toBe("bad_request");
  });
});
