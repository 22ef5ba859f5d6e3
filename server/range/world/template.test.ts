import { describe, expect, test } from "vitest";
import { sameTemplate, templateHash, withHash } from "./template";

const template = { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "a", image: "a:1" }] } };

describe("sameTemplate", () => {
  test("ignores the hash label, key order and empty maps", () => {
    expect(sameTemplate(template, withHash(template, "abc"))).toBe(true);
    const other = { spec: { containers: [{ image: "a:1", name: "a" }] }, metadata: { annotations: {}, labels: { app: "a" } } };
    expect(sameTemplate(template, other)).toBe(true);
    expect(templateHash(other)).toBe(templateHash(template));
  });

  test("sees another image or a restart annotation", () => {
    expect(sameTemplate(template, { ...template, spec: { containers: [{ name: "a", image: "a:2" }] } })).toBe(false);
    expect(sameTemplate(template, { ...template, metadata: { ...template.metadata, annotations: { restartedAt: "now" } } })).toBe(false);
  });
});
