import { describe, expect, test } from "vitest";
import { policyRule, protectedAlways } from "@/lib/contracts/policy";
import { checkSettings, settingFields } from "./setting-fields";

describe("settingFields", () => {
  test("finds what every setting of every rule can be", () => {
    for (const rule of policyRule.options) {
      for (const { key, shape } of settingFields(rule)) {
        if (shape.kind === "number") expect(shape.max, `${rule}.${key}`).toBeLessThan(Number.MAX_SAFE_INTEGER);
        if (shape.kind === "choice" || shape.kind === "map") expect(shape.options.length, `${rule}.${key}`).toBeGreaterThan(1);
      }
    }
    expect(settingFields("breaker_target_rate")).toEqual([{ key: "perHour", shape: { kind: "number", whole: true, min: 1, max: 3 } }]);
    expect(settingFields("risk_ceiling").map(({ key, shape }) => [key, shape.kind, "keys" in shape ? shape.keys : undefined])).toEqual([
      ["ceiling", "choice", undefined],
      ["earnedCeiling", "choice", undefined],
      ["environments", "map", ["production", "nonproduction", "unknown"]],
      ["namespaces", "map", null],
    ]);
  });
});

describe("checkSettings", () => {
  test("takes what the server takes", () => {
    expect(checkSettings("breaker_target_rate", { perHour: 2 })).toEqual({ settings: { perHour: 2 }, issues: null });
  });

  test("names the fault of each field with its bound", () => {
    expect(checkSettings("breaker_target_rate", { perHour: 9 }).issues).toEqual({ perHour: { code: "too_big", max: 3 } });
    expect(checkSettings("breaker_cooldown", { seconds: 5 }).issues).toEqual({ seconds: { code: "too_small", min: 600 } });
    expect(checkSettings("breaker_cooldown", { seconds: 700.5 }).issues).toEqual({ seconds: { code: "whole" } });
    expect(checkSettings("breaker_cooldown", { seconds: null }).issues).toEqual({ seconds: { code: "number" } });
    expect(checkSettings("protected_target", { namespaces: [], names: [...protectedAlways.names] }).issues).toEqual({ namespaces: { code: "keep" } });
    expect(checkSettings("risk_ceiling", { ceiling: "low", earnedCeiling: "low", environments: {}, namespaces: { "": "low" } }).issues).toEqual({ namespaces: { code: "blank" } });
  });
});
