import { describe, expect, test } from "vitest";
import { deliveryIdOf, kindOf } from "./delivery-id";
import { fingerprintFrom } from "./fingerprint";
import { labelsOf, storableLabels } from "./labels";
import { firstLineOf, lineOf, millisecondsOf, millisecondsOfSeconds, oneLine, webLink } from "./text";

describe("oneLine", () => {
  test("makes one storable line and halves no character", () => {
    expect(oneLine(" a\n\u0000b\ud800\t", 10)).toBe("a \uFFFDb\uFFFD");
    expect(oneLine("😀".repeat(10), 5)).toBe("😀😀");
  });
});

describe("lineOf", () => {
  test("reads texts and numbers, and nothing else", () => {
    expect([lineOf("a", 5), lineOf(7, 5), lineOf(null, 5), lineOf({}, 5), lineOf(true, 5)]).toEqual(["a", "7", "", "", ""]);
    expect(firstLineOf([null, " ", "b", "c"], 5)).toBe("b");
  });
});

describe("millisecondsOf", () => {
  test.each([["0001-01-01T00:00:00Z"], ["1970-01-01T00:00:00Z"], ["9999-12-31T23:59:59-23:00"], ["2026-11-22"], ["2026-13-45T99:00:00Z"], [7], [null]])("takes %j for no time", (time) => {
    expect(millisecondsOf(time)).toBeNull();
  });

  test("reads seconds only where they are a time", () => {
    expect(millisecondsOfSeconds(1_795_000_000.5)).toBe(1_795_000_000_500);
    for (const seconds of [0, -1, 1e308, Number.NaN, "1"]) expect(millisecondsOfSeconds(seconds)).toBeNull();
  });
});

describe("webLink", () => {
  test.each(["javascript:alert(1)", "ftp://a/", "https://user@evil.example/", "/graph", "", 7, null])("takes %j for no link", (link) => {
    expect(webLink(link)).toBeNull();
  });
});

describe("fingerprintFrom", () => {
  test("is readable while it is short, and never the same for other parts", () => {
    expect(fingerprintFrom("workflow", "shop/x", "7")).toBe("workflow:shop/x:7");
    expect(fingerprintFrom("a", "b:c")).not.toBe(fingerprintFrom("a", "b", "c"));
    const long = [fingerprintFrom("a", "x".repeat(500)), fingerprintFrom("a", "x".repeat(501)), fingerprintFrom("a", "\u0000")];
    expect(new Set(long).size).toBe(3);
    for (const fingerprint of long) expect(fingerprint).toMatch(/^a:[0-9a-f]{32}$/);
  });
});

describe("labelsOf", () => {
  test("keeps what says something, on one line, and no __proto__", () => {
    expect(labelsOf(JSON.parse('{"a":"x\\ny","b":7,"c":true,"d":"","e":null,"f":{},"__proto__":"p"}') as object as Record<string, unknown>)).toEqual({ a: "x y", b: "7", c: "true" });
    expect(Object.keys(storableLabels(JSON.parse('{"__proto__":"p","k\\u0000":"v"}') as Record<string, string>))).toEqual(["k\uFFFD"]);
  });
});

describe("headers", () => {
  test("give an id that an index can hold, and a kind that is a word", () => {
    expect([deliveryIdOf(" x "), deliveryIdOf(""), deliveryIdOf(undefined), deliveryIdOf("x".repeat(201))]).toEqual(["x", null, null, null]);
    expect([kindOf("Workflow_Run"), kindOf("a b"), kindOf(undefined), kindOf("x".repeat(65))]).toEqual(["workflow_run", null, null, null]);
  });
});
