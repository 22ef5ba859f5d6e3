import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { graphUrl, renderWebhook, type NotifiedAlert } from "./webhook-body";

interface Body {
  receiver: string;
  externalURL: string;
  groupLabels: Record<string, string>;
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string>; startsAt: string; endsAt: string; generatorURL: string; fingerprint: string }[];
}

const fixture = (name: string) => readFileSync(new URL(`./__fixtures__/${name}.json`, import.meta.url), "utf8").trim();

describe("renderWebhook", () => {
  test.each(["prometheus-firing-grouped-3", "prometheus-resolved-single", "prometheus-firing-single-a"])("gives the bytes of the real body %s", (name) => {
    const real = fixture(name);
    const body = JSON.parse(real) as Body;
    const alerts = body.alerts.map<NotifiedAlert>((alert) => ({
      fingerprint: alert.fingerprint,
      labels: alert.labels,
      annotations: alert.annotations,
      startsAt: Date.parse(alert.startsAt),
      endsAt: alert.status === "resolved" ? Date.parse(alert.endsAt) : undefined,
      generatorURL: alert.generatorURL,
    }));
    const rendered = renderWebhook(body.groupLabels, alerts.reverse(), body.externalURL);
    expect(rendered.replace('"receiver":"awoooi"', `"receiver":"${body.receiver}"`)).toBe(real);
  });

  test("says firing when any alert fires, and escapes as Go does", () => {
    const base = { fingerprint: "x", annotations: { note: "<b>&" }, startsAt: 1_800_000_000_500, generatorURL: "" };
    const rendered = renderWebhook({ a: "1" }, [{ ...base, labels: { a: "1", b: "1" }, endsAt: 1_800_000_010_000 }, { ...base, labels: { a: "1", b: "2" } }], "");
    expect(rendered).toContain("\\u003cb\\u003e\\u0026");
    expect(JSON.parse(rendered)).toMatchObject({
      status: "firing",
      commonLabels: { a: "1" },
      alerts: [
        { status: "resolved", startsAt: "2027-01-15T08:00:00.5Z", endsAt: "2027-01-15T08:00:10Z" },
        { status: "firing", endsAt: "0001-01-01T00:00:00Z" },
      ],
    });
  });
});

describe("renderWebhook with a limit", () => {
  test("keeps the first alerts, counts the rest, and takes the status from what is left", () => {
    const base = { fingerprint: "x", annotations: {}, startsAt: 1_800_000_000_000, generatorURL: "" };
    const alerts = [{ ...base, labels: { a: "2" } }, { ...base, labels: { a: "1" }, endsAt: 1_800_000_010_000 }];
    expect(JSON.parse(renderWebhook({}, alerts, "", 1))).toMatchObject({ status: "resolved", truncatedAlerts: 1, alerts: [{ labels: { a: "1" } }] });
    expect(JSON.parse(renderWebhook({}, alerts, "", 2))).toMatchObject({ status: "firing", truncatedAlerts: 0 });
  });
});

describe("graphUrl", () => {
  test("links as Prometheus does", () => {
    expect(graphUrl("http://vm:19090", "up == 0")).toBe("http://vm:19090/graph?g0.expr=up+%3D%3D+0&g0.tab=1");
    expect(graphUrl("http://p", 'vector(1) * 2 > bool up{a="b"}')).toContain("vector%281%29+%2A+2+%3E+bool+up%7Ba%3D%22b%22%7D");
  });
});
