import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fingerprintLabels } from "./fingerprint";

interface Body {
  alerts: { labels: Record<string, string>; fingerprint: string }[];
}

const folder = new URL("./__fixtures__/", import.meta.url);

describe("fingerprintLabels", () => {
  test.each(readdirSync(folder))("gives the fingerprints of the real Alertmanager body %s", (file) => {
    const body = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Body;
    expect(body.alerts.length).toBeGreaterThan(0);
    for (const alert of body.alerts) expect(fingerprintLabels(alert.labels)).toBe(alert.fingerprint);
  });

  test("does not depend on the order of the labels", () => {
    expect(fingerprintLabels({ a: "1", b: "2" })).toBe(fingerprintLabels({ b: "2", a: "1" }));
  });
});
