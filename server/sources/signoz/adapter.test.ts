import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bytesOf, readBy, refusalBy } from "@/tests/support/bodies";
import { fingerprintOf } from "../alertmanager-v4/fingerprint";
import { signoz } from "./adapter";

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "__fixtures__", name));

describe("signoz.parse", () => {
  test("reads the body of its Alertmanager, group and all", () => {
    const { signals, group, truncatedCount, findings } = readBy(signoz, fixture("own-firing-and-resolved.json"));
    expect({ groupKey: group?.key, truncatedCount, findings }).toEqual({ groupKey: '{__receiver__="awoooi"}:{ruleId="0198a1f2-0000-7000-8000-000000000001"}', truncatedCount: 0, findings: [] });
    expect(signals.map(({ state, severity, name, summary }) => ({ state, severity, name, summary }))).toEqual([
      { state: "firing", severity: "critical", name: "Checkout p95", summary: "Checkout is slow" },
      { state: "resolved", severity: "warning", name: "Checkout p95", summary: "" },
    ]);
    expect(signals[1]?.endsAt).toEqual(new Date("2026-11-22T09:45:00Z"));
  });

  test("keeps names with dots and puts the known ones beside them, in either spelling", () => {
    const [firing, resolved] = readBy(signoz, fixture("own-firing-and-resolved.json")).signals;
    expect(firing?.labels).toMatchObject({ "service.name": "checkout", "k8s.deployment.name": "checkout", "k8s.namespace.name": "shop", service: "checkout", deployment: "checkout", namespace: "shop", cluster: "prod" });
    expect(resolved?.labels).toMatchObject({ service_name: "payment", service: "payment" });
  });

  test("leaves a name of ours alone that the sender uses itself", () => {
    expect(readBy(signoz, { alerts: [{ labels: { service: "mine", "service.name": "theirs" } }] }).signals[0]?.labels.service).toBe("mine");
  });

  test("takes the labels as they came for the fingerprint that is missing", () => {
    const labels = { alertname: "A", "service.name": "checkout" };
    expect(readBy(signoz, { alerts: [{ labels }] }).signals[0]?.fingerprint).toBe(fingerprintOf(labels));
  });

  test("links to the rule, else to the logs, else to the traces", () => {
    const urlOf = (alert: object) => readBy(signoz, { alerts: [{ labels: {}, ...alert }] }).signals[0]?.url;
    const annotations = { related_logs: "https://s.example/logs", related_traces: "https://s.example/traces" };
    expect(urlOf({ generatorURL: "https://s.example/rule", annotations })).toBe("https://s.example/rule");
    expect(urlOf({ generatorURL: "", annotations })).toBe("https://s.example/logs");
    expect(urlOf({ annotations: { ...annotations, related_logs: "javascript:alert(1)" } })).toBe("https://s.example/traces");
    expect(urlOf({ annotations: null })).toBeNull();
  });

  test("makes a rule without data an alert of its own, and says what was cut off", () => {
    const { signals, truncatedCount } = readBy(signoz, fixture("own-no-data.json"));
    expect(signals).toMatchObject([{ name: "[No data] Checkout p95", state: "firing", fingerprint: "9d0a4c1e77aa10b2", labels: { nodata: "true" } }]);
    expect(truncatedCount).toBe(2);
  });

  test("refuses what is no such body", () => {
    expect(refusalBy(signoz, { alerts: [{ labels: { a: 1 } }] }).message).toContain("SigNoz");
    expect(refusalBy(signoz, "{").code).toBe("bad_request");
  });

  test("tells the door as many alerts as the worker will find", () => {
    const body = fixture("own-firing-and-resolved.json");
    expect(signoz.check?.(body, null)).toEqual({ count: readBy(signoz, body).signals.length, deliveryId: null });
  });
});

describe("signoz.authenticate", () => {
  test("knows the channel's password with any user, and without one as bearer token", () => {
    const secrets = ["signoz-password-one", "signoz-password-two"];
    expect(signoz.authenticate({ authorization: `Basic ${Buffer.from("awoooi:signoz-password-two").toString("base64")}` }, bytesOf({}), secrets)).toBe(1);
    expect(signoz.authenticate({ authorization: "Bearer signoz-password-one" }, bytesOf({}), secrets)).toBe(0);
    expect(signoz.authenticate({}, bytesOf({}), secrets)).toBe(-1);
  });
});
