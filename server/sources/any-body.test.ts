import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sourceName, type SourceName } from "@/lib/contracts/signal";
import { Rejected } from "@/server/platform/errors";
import { bytesOf } from "@/tests/support/bodies";
import { sources } from ".";

const kinds: Record<SourceName, readonly (string | null)[]> = {
  alertmanager: [null],
  sentry: ["event_alert", "issue", "metric_alert", "error", null],
  signoz: [null],
  github: ["workflow_run", "deployment", "deployment_status", "push", "code_scanning_alert", "dependabot_alert", "secret_scanning_alert", "ping", null],
  kubernetes: [null],
  kali: [null],
};

/** Bodies that nearly are what each source reads, so that a change of one value gets past the first check. */
const nearly: Record<SourceName, readonly object[]> = {
  alertmanager: [{ version: "4", groupKey: "g", truncatedAlerts: 1, alerts: [{ status: "firing", labels: { alertname: "A", severity: "page" }, annotations: { summary: "s" }, startsAt: "2026-11-22T10:00:00Z", fingerprint: "f" }] }],
  signoz: [{ alerts: [{ status: "resolved", labels: { "service.name": "a" }, annotations: { related_logs: "https://a.example/" }, endsAt: "2026-11-22T10:00:00Z" }] }],
  sentry: [
    { action: "triggered", data: { event: { issue_id: "1", title: "t", tags: [["a", "b"]], metadata: { type: "T" }, url: "https://s/api/0/projects/o/p/events/1/" }, triggered_rule: "r" } },
    { action: "unresolved", data: { issue: { id: 1, title: "t", level: "error", project: { slug: "p" }, firstSeen: "2026-11-22T10:00:00Z" } } },
    { action: "critical", data: { metric_alert: { id: "1", alert_rule: { id: "2", name: "n" }, date_started: "2026-11-22T10:00:00Z", projects: ["p"] } } },
  ],
  github: [
    { action: "completed", workflow_run: { id: 1, workflow_id: 2, head_branch: "main", conclusion: "failure", run_started_at: "2026-11-22T10:00:00Z" }, repository: { full_name: "a/b" } },
    { ref: "refs/heads/main", after: "f", deployment: { id: 1, payload: "{}" }, deployment_status: { state: "success" }, repository: { full_name: "a/b", pushed_at: 1 } },
    { action: "created", alert: { number: 1, state: "open", rule: { severity: "critical" }, security_advisory: { severity: "critical" }, validity: "active" }, repository: { full_name: "a/b" } },
  ],
  kubernetes: [
    { type: "DELETED", object: { metadata: { uid: "u" }, involvedObject: { kind: "Pod", name: "p", namespace: "n", fieldPath: "spec.containers{c}", ownerReferences: [{ kind: "ReplicaSet", name: "r-abcde" }], labels: { app: "a" } }, reason: "BackOff", type: "Warning", count: 2, firstTimestamp: "2026-11-22T10:00:00Z" } },
    { items: [{ regarding: { kind: "Node", name: "n" }, reason: "NodeNotReady", series: { count: 2 }, eventTime: "2026-11-22T10:00:00Z" }] },
  ],
  kali: [
    { "template-id": "t", info: { name: "n", severity: "critical", reference: ["https://a.example/"], classification: { "cve-id": ["c"] } }, host: "https://a.b.svc/", "matched-at": "m" },
    { version: "2.1.0", runs: [{ tool: { driver: { name: "s", rules: [{ id: "r", properties: { "security-severity": "9" }, messageStrings: { d: { text: "{0}" } } }] } }, results: [{ ruleIndex: 0, message: { id: "d", arguments: ["a"] }, suppressions: [{ status: "accepted" }], partialFingerprints: { a: "b" }, locations: [{ physicalLocation: { artifactLocation: { uri: "u" } } }] }] }] },
  ],
};

const prototypeKeys = Object.getOwnPropertyNames(Object.prototype).toSorted();

/** Whatever the body is: signals and findings that PostgreSQL, an index and the contract can hold, twice the same; or a refusal. */
function survives(name: SourceName, rawBody: Uint8Array): void {
  const source = sources[name];
  for (const kind of kinds[name]) {
    try {
      const read = source.parse(rawBody, kind);
      expect(source.parse(rawBody, kind)).toEqual(read);
      expect(JSON.stringify(read)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      for (const { fingerprint, name: title, summary, startsAt, endsAt, state, labels } of read.signals) {
        expect(fingerprint).not.toBe("");
        expect(Buffer.byteLength(fingerprint)).toBeLessThanOrEqual(512);
        expect([title.length <= 200 && title !== "", summary.length <= 1_000, (endsAt !== null) === (state === "resolved")]).toEqual([true, true, true]);
        for (const time of [startsAt, endsAt ?? startsAt]) expect(time.toISOString()).toMatch(/^\d{4}-/);
        expect(Object.values(labels).every((value) => typeof value === "string")).toBe(true);
      }
      for (const { fingerprint, title, description, location, scanner } of read.findings) {
        expect(Buffer.byteLength(fingerprint) + Buffer.byteLength(scanner)).toBeLessThanOrEqual(1_000);
        expect([title.length <= 200, description.length <= 1_000, location.length <= 500]).toEqual([true, true, true]);
      }
      if (source.check !== undefined) expect(source.check(rawBody, kind)).toEqual({ count: read.signals.length, deliveryId: read.deliveryId });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      if (source.check !== undefined) expect(() => source.check?.(rawBody, kind)).toThrow(Rejected);
    }
  }
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(prototypeKeys);
}

const oddText = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom("\u0000", "\ud800", "x".repeat(3_000), "警".repeat(2_000), "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:00", "275760-09-13T00:00:00Z", "http://a/\u0000", "constructor", "__proto__", "main", "critical"));
const odd = fc.oneof(oddText, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, {}, [], -1, 1e308, true, [[]], { constructor: 1, toString: {} }));

/** The body with the value at one path, chosen by a number, replaced. */
function withChange(body: unknown, choice: number, value: unknown): unknown {
  const paths: string[][] = [];
  const walk = (node: unknown, path: string[]) => {
    paths.push(path);
    if (typeof node === "object" && node !== null) for (const [key, inner] of Object.entries(node)) walk(inner, [...path, key]);
  };
  walk(body, []);
  const [first, ...rest] = paths[choice % paths.length] ?? [];
  const change = (node: unknown, key: string | undefined, keys: string[]): unknown => {
    if (key === undefined) return value;
    const inner = change((node as Record<string, unknown>)[key], keys[0], keys.slice(1));
    return Array.isArray(node) ? node.with(Number(key), inner) : { ...(node as object), [key]: inner };
  };
  return change(body, first, rest);
}

describe.each(sourceName.options)("%s.parse on anything", (name) => {
  test("bytes and JSON give signals or a refusal", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => survives(name, bytes)), { numRuns: 150 });
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => survives(name, bytesOf(text))), { numRuns: 150 });
  });

  test("a body that is right but for one value gives signals or a refusal", () => {
    fc.assert(fc.property(fc.constantFrom(...nearly[name]), fc.nat(10_000), odd, (body, choice, value) => survives(name, bytesOf(withChange(body, choice, value)))), { numRuns: 500 });
  });

  test("keys of every prototype reach nobody's", () => {
    for (const body of nearly[name]) {
      const poisoned = JSON.stringify(body).replaceAll("{", '{"__proto__":{"admin":true,"labels":{"a":1}},"constructor":{"prototype":{"admin":true}},').replaceAll(",}", "}");
      survives(name, bytesOf(poisoned));
      expect("admin" in {}).toBe(false);
    }
  });
});

describe.each([["sentry", "sentry-hook-signature", ""], ["github", "x-hub-signature-256", "sha256="]] as const)("%s.authenticate", (name, header, prefix) => {
  test("refuses every body and every signature of which one bit is another", () => {
    const secrets = ["the-old-secret-0123456789", "the-new-secret-0123456789"];
    const body = bytesOf(nearly[name][0]);
    const signature = prefix + createHmac("sha256", secrets[1] ?? "").update(body).digest("hex");
    expect(sources[name].authenticate({ [header]: signature }, body, secrets)).toBe(1);
    const flipped = (bytes: Uint8Array, bit: number) => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return copy;
    };
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), (ofBody, choice) => {
        const changed = ofBody
          ? sources[name].authenticate({ [header]: signature }, flipped(body, choice % (body.length * 8)), secrets)
          : sources[name].authenticate({ [header]: flipped(Buffer.from(signature), choice % (signature.length * 8)).toString("latin1") }, body, secrets);
        return changed === -1;
      }),
      { numRuns: 5_000 },
    );
  });
});
