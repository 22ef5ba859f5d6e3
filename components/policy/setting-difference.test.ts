import { describe, expect, test } from "vitest";
import { settingDifferences } from "./setting-difference";

describe("settingDifferences", () => {
  test("names values that changed, and entries of lists and maps that came, went or changed", () => {
    expect(settingDifferences({ a: 1, b: "x", list: ["p", "q"], map: { m: "low" } }, { a: 2, b: "x", list: ["q", "r"], map: { m: "none", n: "low" } })).toEqual([
      { key: "a", entry: null, before: 1, after: 2 },
      { key: "list", entry: "p", before: true, after: undefined },
      { key: "list", entry: "r", before: undefined, after: true },
      { key: "map", entry: "m", before: "low", after: "none" },
      { key: "map", entry: "n", before: undefined, after: "low" },
    ]);
  });

  test("is empty for equal settings", () => {
    expect(settingDifferences({ list: ["p"], map: {} }, { list: ["p"], map: {} })).toEqual([]);
  });
});
