import { describe, expect, test } from "vitest";
import { allowedLink, linkRules } from "./allow";
import { linkTo, toolOf, withSentryRange, type LinkTarget } from "./build";

const rules = linkRules(
  { prometheus: "https://prom.example.org/p", grafana: "https://grafana.example.org", alertmanager: "http://am.lan:9093", signoz: "https://signoz.example.org", sentry: "https://acme.sentry.io", github: "https://github.com" },
  ["*.sentry.io", "Wiki.example.org"],
);
const range = { from: new Date("2026-11-22T09:00:00.000Z"), until: new Date("2026-11-22T10:30:00.500Z") };

describe("allowedLink", () => {
  test.each(["https://prom.example.org/x", "http://am.lan:9093/#/alerts", "https://o1.sentry.io/issues/1/", "https://wiki.example.org/runbook", "https://GitHub.com/acme/shop"])("keeps %s", (link) => {
    expect(allowedLink(rules, link)).toBe(new URL(link).href);
  });

  test.each([
    [null],
    [""],
    ["/incidents"],
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["ftp://github.com/"],
    ["https://evil.example.org/"],
    ["https://github.com.evil.example/"],
    ["https://evilsentry.io/"],
    ["https://.sentry.io/"],
    ["http://am.lan/"],
    ["http://am.lan:9094/"],
    ["https://user:word@github.com/"],
    ["https://github.com@evil.example.org/"],
    ["//github.com/"],
  ])("drops %s", (link) => {
    expect(allowedLink(rules, link)).toBeNull();
  });
});

describe("linkTo", () => {
  const targets: readonly (readonly [LinkTarget, string])[] = [
    [{ tool: "prometheus", query: 'up{job="a b"} == 0' }, "https://prom.example.org/p/graph?g0.expr=up%7Bjob%3D%22a+b%22%7D+%3D%3D+0&g0.tab=0&g0.range_input=5401s&g0.end_input=2026-11-22+10%3A30%3A00"],
    [{ tool: "alertmanager", matchers: { alertname: 'A"b', namespace: "shop" } }, "http://am.lan:9093/#/alerts?silenced=true&inhibited=true&active=true&filter=%7Balertname%3D%22A%5C%22b%22%2Cnamespace%3D%22shop%22%7D"],
    [{ tool: "signoz", service: "check/out" }, "https://signoz.example.org/services/check%2Fout?relativeTime=custom&startTime=1795338000000&endTime=1795343400500"],
    [{ tool: "sentry", search: "TypeError" }, "https://acme.sentry.io/issues/?query=TypeError&start=2026-11-22T09%3A00%3A00&end=2026-11-22T10%3A30%3A00&utc=true"],
    [{ tool: "github", repository: "acme/shop" }, "https://github.com/acme/shop/commits?since=2026-11-22T09%3A00%3A00.000Z&until=2026-11-22T10%3A30%3A00.500Z"],
  ];
  test.each(targets)("shows %o in its tool, at that time", (target, link) => {
    expect(linkTo(rules, target, range)).toBe(link);
  });

  test("asks Grafana's Explore the question over that time", () => {
    const url = new URL(linkTo(rules, { tool: "grafana", query: "rate(x[5m])" }, range) ?? "");
    expect([url.origin, url.pathname]).toEqual(["https://grafana.example.org", "/explore"]);
    expect(JSON.parse(url.searchParams.get("panes") ?? "")).toEqual({ awoooi: { queries: [{ refId: "A", expr: "rate(x[5m])" }], range: { from: "1795338000000", to: "1795343400500" } } });
  });

  test("leads nowhere when the tool is not part of the workspace", () => {
    expect(linkTo(linkRules({}, ["*.example.org"]), { tool: "grafana", query: "up" }, range)).toBeNull();
  });

  test("cannot be led to another host by what is asked for", () => {
    for (const repository of ["//evil.example.org/x", "../../evil", "@evil.example.org"]) expect(new URL(linkTo(rules, { tool: "github", repository }, range) ?? "").host).toBe("github.com");
  });
});

describe("toolOf", () => {
  test("names the tool by its host, and nothing for a host that is only allowed", () => {
    expect([toolOf(rules, "http://am.lan:9093/x"), toolOf(rules, "https://wiki.example.org/")]).toEqual(["alertmanager", null]);
  });
});

describe("withSentryRange", () => {
  test("keeps what the link says and adds the time", () => {
    expect(withSentryRange("https://acme.sentry.io/issues/7/?project=2", range)).toBe("https://acme.sentry.io/issues/7/?project=2&start=2026-11-22T09%3A00%3A00&end=2026-11-22T10%3A30%3A00&utc=true");
  });
});
