import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rejected } from "@/server/platform/errors";
import { alertmanager } from "./adapter";
import { fingerprintOf } from "../alertmanager-v4/fingerprint";

const fixtures = join(import.meta.dirname, "__fixtures__");
const fileNames = readdirSync(fixtures).filter((name) => name.endsWith(".json"));

interface Expected {
  firing?: number;
  resolved?: number;
  truncated?: number;
  /** `severity name | summary` of the first signal. */
  first: string;
  /** True when the sender's fingerprints are Prometheus' own function of the labels. */
  genuine?: boolean;
}

const accepted: Record<string, Expected> = {
  "big-output.json": { firing: 1, first: "warning something_happend | Very long annotation" },
  "bot-firing.json": { firing: 1, first: "critical Fire | Something is on fire" },
  "kubernaut-pod-crash-alert.json": { firing: 1, first: "critical PodCrashLooping | Pod is crash looping", genuine: false },
  "kubernaut-severity-prometheus-alert-sev1.json": { firing: 1, first: "critical ProductionOutage | Production API server is down", genuine: false },
  "no-generator-url.json": { firing: 8, first: "critical node_down | Service mail01.example.com down" },
  "production-example.json": { firing: 11, first: "critical LoadAverage_15MIN | " },
  "real-firing-400-no-inflush-retry.json": { firing: 1, first: "critical Bad | Bad on 10.0.0.1" },
  "real-firing-basic-auth.json": { firing: 1, first: "critical BasicAlert | BasicAlert on 10.0.0.1" },
  "real-firing-bearer-auth.json": { firing: 1, first: "critical BearerAlert | BearerAlert on 10.0.0.1" },
  "real-firing-group-by-all.json": { firing: 1, first: "critical GroupByAll | GroupByAll on 10.0.0.2" },
  "real-firing-grouped-3.json": { firing: 3, first: "critical MixedGroup | MixedGroup on 10.0.0.1" },
  "real-firing-grouped-60.json": { firing: 60, first: "critical BigGroup | BigGroup on 10.0.0.0" },
  "real-firing-minimal-alert.json": { firing: 1, first: "warning Minimal | " },
  "real-firing-retry-attempt1-503.json": { firing: 1, first: "critical Flaky | Flaky on 10.0.0.1" },
  "real-firing-retry-attempt4-200.json": { firing: 1, first: "critical Flaky | Flaky on 10.0.0.1" },
  "real-firing-truncated-max2-of5.json": { firing: 2, truncated: 3, first: "critical DiskFull | DiskFull on 10.0.0.1" },
  "real-mixed-firing-and-resolved.json": { firing: 2, resolved: 1, first: "critical MixedGroup | MixedGroup on 10.0.0.1" },
  "real-mixed-truncated-status-says-resolved.json": { resolved: 2, truncated: 3, first: "critical DiskFull | DiskFull on 10.0.0.1" },
  "real-prometheus-firing-grouped-3.json": { firing: 3, first: "warning TargetDown | 127.0.0.1:1 of job node is down" },
  "real-prometheus-firing-single-a.json": { firing: 1, first: "info Watchdog | always firing" },
  "real-prometheus-firing-single-b.json": { firing: 1, first: "critical HighErrorRate | Error rate 12.34% on tw" },
  "real-prometheus-refired-after-resolved.json": { firing: 1, first: "critical HighErrorRate | Error rate 12.34% on tw" },
  "real-prometheus-resolved-single.json": { resolved: 1, first: "critical HighErrorRate | Error rate 12.34% on tw" },
  "real-refired-after-resolved.json": { firing: 1, first: "critical MixedGroup | MixedGroup on 10.0.0.1" },
  "real-resolved-bearer-auth.json": { resolved: 1, first: "critical BearerAlert | BearerAlert on 10.0.0.1" },
  "real-resolved-group-by-all.json": { resolved: 1, first: "critical GroupByAll | GroupByAll on 10.0.0.1" },
  "real-resolved-grouped-2.json": { resolved: 2, first: "critical MixedGroup | MixedGroup on 10.0.0.1" },
  "real-resolved-truncated-receiver.json": { resolved: 2, first: "critical DiskFull | DiskFull on 10.0.0.4" },
  "runlore-example.json": { firing: 5, resolved: 1, first: "critical HarborProbeFailure | ", genuine: false },
  "runlore-minimal-firing.json": { firing: 1, first: "critical HighMem | ", genuine: false },
  "simple-firing.json": { firing: 1, first: "warning something_happend | Oops, something happend!" },
  "v3-numeric-groupkey.json": { firing: 1, first: "critical failedConnect | Connect fail" },
};

const refused: Record<string, Rejected["code"]> = {
  "kubernaut-invalid-payload.json": "bad_request",
  "real-prometheus-to-alertmanager-api-v2.json": "unprocessable",
};

const parse = (body: unknown) => alertmanager.parse(Buffer.from(JSON.stringify(body)), null);
const parseOne = (alert: Record<string, unknown>) => {
  const [signal] = parse({ alerts: [{ status: "firing", labels: { alertname: "A" }, ...alert }] }).signals;
  if (!signal) throw new Error("no signal");
  return signal;
};
const refusal = (rawBody: Uint8Array): Rejected => {
  try {
    alertmanager.parse(rawBody, null);
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
  throw new Error("accepted");
};

describe("alertmanager.parse on captured bodies", () => {
  test("every body has an expectation", () => {
    expect(fileNames.toSorted()).toEqual([...Object.keys(accepted), ...Object.keys(refused)].toSorted());
  });

  test.each(Object.entries(accepted))("%s", (name, expected) => {
    const rawBody = readFileSync(join(fixtures, name));
    const { signals, truncatedCount } = alertmanager.parse(rawBody, null);
    expect(signals.filter((signal) => signal.state === "firing").length).toBe(expected.firing ?? 0);
    expect(signals.filter((signal) => signal.state === "resolved").length).toBe(expected.resolved ?? 0);
    expect(truncatedCount).toBe(expected.truncated ?? 0);
    const [first] = signals;
    expect(`${first?.severity} ${first?.name} | ${first?.summary}`).toContain(expected.first);
    for (const signal of signals) {
      expect(signal.endsAt === null).toBe(signal.state === "firing");
      expect(signal.startsAt.getUTCFullYear()).toBeGreaterThan(2015);
      expect(signal.fingerprint === fingerprintOf(signal.labels)).toBe(expected.genuine ?? true);
    }
    expect(alertmanager.parse(rawBody, null)).toMatchObject({ signals, truncatedCount, findings: [], deliveryId: null });
  });

  test.each(Object.entries(refused))("%s is refused as %s", (name, code) => {
    expect(refusal(readFileSync(join(fixtures, name))).code).toBe(code);
  });
});

describe("alertmanager.parse", () => {
  test("reads a body without alerts as nothing to say", () => {
    expect(parse({ version: "4", alerts: [] })).toEqual({ signals: [], truncatedCount: 0, group: null, deliveryId: null, findings: [] });
    expect(parse({ alerts: null }).signals).toEqual([]);
  });

  test("believes the status of the alert, not that of the group", () => {
    expect(parse({ status: "resolved", alerts: [{ status: "firing", labels: { a: "b" } }] }).signals[0]?.state).toBe("firing");
    expect(parse({ status: "resolved", alerts: [{ labels: { a: "b" } }] }).signals[0]?.state).toBe("firing");
  });

  test("keeps a sane fingerprint as it stands and computes one for the rest", () => {
    expect(parseOne({ fingerprint: "Grafana-77" }).fingerprint).toBe("Grafana-77");
    for (const odd of [undefined, null, 12, "", "  ", "a\nb", "x".repeat(129), { a: 1 }]) {
      expect(parseOne({ fingerprint: odd }).fingerprint).toBe(fingerprintOf({ alertname: "A" }));
    }
  });

  test("ends a resolved alert never before it started, and at its start when no end is told", () => {
    const startsAt = "2026-11-22T10:00:00.123456789+08:00";
    const at = new Date("2026-11-22T02:00:00.123Z");
    expect(parseOne({ status: "resolved", startsAt, endsAt: "2026-11-22T02:05:00Z" }).endsAt).toEqual(new Date("2026-11-22T02:05:00Z"));
    for (const endsAt of [undefined, null, "0001-01-01T00:00:00Z", "soon", "2026-11-22T01:00:00Z"]) {
      expect(parseOne({ status: "resolved", startsAt, endsAt })).toMatchObject({ startsAt: at, endsAt: at });
    }
  });

  test("drops the end of a firing alert", () => {
    expect(parseOne({ endsAt: "2030-01-01T00:00:00Z" }).endsAt).toBeNull();
  });

  test("says 1970 for a start that nobody told", () => {
    for (const startsAt of [undefined, null, "", "0001-01-01T00:00:00Z", "not-a-valid-timestamp", "2026-13-45T99:00:00Z"]) {
      expect(parseOne({ startsAt }).startsAt).toEqual(new Date(0));
    }
  });

  test("keeps only web links without a user name", () => {
    expect(parseOne({ generatorURL: "https://prom.example/graph?g0.expr=up" }).url).toBe("https://prom.example/graph?g0.expr=up");
    for (const generatorURL of ["", "javascript:alert(1)", "/graph", "https://bank.example@evil.example/", "data:text/html,x", `https://a/${"x".repeat(9_000)}`]) {
      expect(parseOne({ generatorURL }).url).toBeNull();
    }
  });

  test("takes the first name and text that say something", () => {
    expect(parseOne({ labels: { alertname: " ", rulename: "Disk" }, annotations: { summary: "", description: "a\n\tb" } })).toMatchObject({ name: "Disk", summary: "a b" });
    expect(parseOne({ labels: {}, annotations: { title: "Down" } })).toMatchObject({ name: "Down", summary: "Down" });
    expect(parseOne({ labels: {}, annotations: null })).toMatchObject({ name: "unnamed", summary: "" });
  });

  test("cuts long text without halving a character", () => {
    const { name, summary } = parseOne({ labels: { alertname: "😀".repeat(150) }, annotations: { summary: `x${"😀".repeat(600)}` } });
    expect(name).toBe("😀".repeat(100));
    expect(summary).toBe(`x${"😀".repeat(499)}`);
  });

  test("replaces what PostgreSQL cannot store, in names and values", () => {
    const rawBody = Buffer.from(String.raw`{"alerts":[{"labels":{"alertname":"a\u0000b","k\ud800":"\udc00v😀"},"annotations":{"summary":"\u0000\ud83d"}}]}`);
    expect(alertmanager.parse(rawBody, null).signals[0]).toMatchObject({ name: "a\uFFFDb", summary: "\uFFFD\uFFFD", labels: { "k\uFFFD": "\uFFFDv😀" } });
  });

  test("drops a label called __proto__ and keeps other odd names as plain text", () => {
    const rawBody = Buffer.from('{"__proto__":{"admin":true},"alerts":[{"__proto__":{"status":"resolved"},"labels":{"__proto__":"x","constructor":"y","toString":"z"}}]}');
    const [signal] = alertmanager.parse(rawBody, null).signals;
    expect(Object.entries(signal?.labels ?? {})).toEqual([["constructor", "y"], ["toString", "z"]]);
    expect(signal?.state).toBe("firing");
    expect("admin" in {}).toBe(false);
  });

  test("names what is wrong without quoting the sender", () => {
    const { code, message, details } = refusal(Buffer.from('{"alerts":[{"labels":{"hunter2":7}},{"labels":"hunter2"}]}'));
    expect(code).toBe("unprocessable");
    expect(details.issues?.map((issue) => issue.path)).toEqual(["alerts.0.labels", "alerts.1.labels"]);
    expect(JSON.stringify({ message, details })).not.toContain("hunter2");
    expect(refusal(Buffer.from('{"token": hunter2}')).message).toBe("The body is not JSON.");
  });

  test("says how many alerts were cut off, or none when the number is odd", () => {
    expect([3, 0, -1, 1.5, "3", null].map((truncatedAlerts) => parse({ alerts: [], truncatedAlerts }).truncatedCount)).toEqual([3, 0, 0, 0, 0, 0]);
  });
});

describe("alertmanager.parse limits", () => {
  test("takes 20,000 alerts of the usual size and refuses one more", () => {
    const alerts = Array.from({ length: 20_000 }, (_, index) => ({
      status: "firing",
      labels: { alertname: "PodDown", namespace: "shop", pod: `checkout-${index}`, instance: `10.0.${index % 250}.1:9100`, severity: "critical" },
      annotations: { summary: `pod ${index} is down` },
      startsAt: "2026-11-22T09:47:26.546328679Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example/graph?g0.expr=up",
    }));
    const { signals } = parse({ version: "4", alerts });
    expect(new Set(signals.map((signal) => signal.fingerprint)).size).toBe(20_000);
    expect(refusal(Buffer.from(JSON.stringify({ alerts: [...alerts, alerts[0]] }))).code).toBe("bad_request");
  });

  test.each([
    ["too large", " ".repeat(8 * 1024 * 1024 + 1)],
    ["too deep", "[".repeat(1_000_000)],
    ["too deep at last", `{"alerts":[],"x":${"[".repeat(32)}${"]".repeat(32)}}`],
    ["too many keys", `{${Array.from({ length: 10_001 }, (_, index) => `"k${index}":1`).join()}}`],
    ["too many entries", `[${"1,".repeat(20_000)}1]`],
    ["too many objects", `{"alerts":[${"[{},{},{},{}],".repeat(16_500)}1]}`],
    ["a too long text", JSON.stringify({ alerts: [], x: "x".repeat(65_537) })],
    ["a too long text in another alphabet", JSON.stringify({ alerts: [], x: "警".repeat(21_846) })],
    ["a text that never ends", `{"alerts":[],"x":"${"x".repeat(1_000)}\\`],
    ["nothing", ""],
    ["bytes", "\uFFFD\u0001"],
  ])("%s is a bad request", (_, text) => {
    expect(refusal(Buffer.from(text)).code).toBe("bad_request");
  });

  test("counts an escape as the character it stands for", () => {
    const text = String.raw`\u8b66`.repeat(21_845);
    expect(alertmanager.parse(Buffer.from(`{"alerts":[{"labels":{"a":"${text}"}}]}`), null).signals[0]?.labels.a).toHaveLength(21_845);
  });

  test("is not fooled by brackets and quotes inside text", () => {
    expect(parseOne({ annotations: { summary: `${"[{\"".repeat(100)}\\` } }).summary).toContain('[{"[{"');
  });
});

describe("alertmanager.parse on anything", () => {
  const prototypeKeys = Object.getOwnPropertyNames(Object.prototype).toSorted();
  const survives = (rawBody: Uint8Array) => {
    try {
      const { signals } = alertmanager.parse(rawBody, null);
      for (const signal of signals) {
        const stored = JSON.stringify(signal);
        expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/);
        expect(signal.fingerprint.length).toBeGreaterThan(0);
        expect(signal.name.length).toBeLessThanOrEqual(200);
        expect(signal.summary.length).toBeLessThanOrEqual(1_000);
      }
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
    }
    expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(prototypeKeys);
  };

  test("bytes give signals or a refusal", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), survives), { numRuns: 2_000 });
  });

  test("JSON gives signals or a refusal", () => {
    fc.assert(fc.property(fc.json(), (text) => survives(Buffer.from(text))), { numRuns: 1_000 });
  });

  test("alerts with odd fields give signals or a refusal", () => {
    const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u0000", "\ud800", "firing", "resolved", "0001-01-01T00:00:00Z", "http://a/\u0000"));
    const texts = fc.dictionary(fc.oneof(anyText, fc.constantFrom("alertname", "severity", "summary", "__proto__", "constructor")), anyText, { noNullPrototype: false });
    const odd = fc.oneof(anyText, fc.jsonValue());
    const alert = fc.record({ labels: texts, annotations: fc.option(texts), status: anyText, startsAt: anyText, endsAt: anyText, generatorURL: anyText, fingerprint: odd }, { requiredKeys: ["labels"] });
    const body = fc.record({ alerts: fc.array(alert, { maxLength: 4 }), truncatedAlerts: odd, status: odd, groupKey: odd }, { requiredKeys: ["alerts"] });
    fc.assert(fc.property(body, (value) => survives(Buffer.from(JSON.stringify(value)))), { numRuns: 1_000 });
  });

  test("one flipped bit of a genuine body gives signals or a refusal", () => {
    const genuine = readFileSync(join(fixtures, "real-mixed-firing-and-resolved.json"));
    fc.assert(
      fc.property(fc.nat(genuine.length * 8 - 1), (bit) => {
        const rawBody = Uint8Array.from(genuine);
        rawBody[bit >> 3] = (rawBody[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        survives(rawBody);
      }),
      { numRuns: 1_000 },
    );
  });
});
