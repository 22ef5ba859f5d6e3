import { describe, expect, test } from "vitest";
import { parseDuration, parseNumber, parseString } from "./literal";
import { parseQuery } from "./parse";

describe("parseQuery", () => {
  test.each([
    ["", "no expression found"],
    ["# only a comment", "no expression found"],
    ["up{", "parse error"],
    ["foo bar", 'unexpected "bar"'],
    ["sum(", "parse error"],
    ["rate(up)", "expected type range vector in call to function \"rate\", got instant vector"],
    ["rate(up[5m], 1)", "expected 1 argument(s)"],
    ["{}", "at least one non-empty matcher"],
    ['{a=~".*"}', "at least one non-empty matcher"],
    ['up{a=~"("}', "error parsing regexp"],
    ["1 > 2", "comparisons between scalars must use BOOL modifier"],
    ["up and 1", "set operator"],
    ["up + bool up", "bool modifier"],
    ["sum(up[5m])", "expected type instant vector in aggregation expression"],
    ["topk(up)", "wrong number of arguments"],
    ["sum(up)[5m]", "ranges only allowed for vector selectors"],
    ["up + on (a) 1", "vector matching only allowed between instant vectors"],
  ])("refuses %s as bad data", (query, message) => {
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ errorType: "bad_data", message: expect.stringContaining(message) as string }) as Error);
  });

  test("accepts comments, trailing commas, quoted names and both places of a grouping", () => {
    for (const query of ["up # now", 'up{a="b",}', '{"up", a="b"}', "sum(up) by (a,)", "sum by (a) (up)", "up{a='\\'x'}", "up{a=`\\d`}"]) {
      expect(() => parseQuery(query)).not.toThrow();
    }
  });
});

describe("parseDuration", () => {
  test("reads compound durations and nothing else", () => {
    expect(["1h30m", "5s", "250ms", "1w"].map(parseDuration)).toEqual([5_400_000, 5_000, 250, 604_800_000]);
    expect(["", "5", "s", "5 s", "-5m"].map(parseDuration)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});

describe("parseNumber", () => {
  test("reads every kind of number", () => {
    expect(["1_000", "0x1f", "1e-3", "-Inf", "+inf", "5m", ".5"].map(parseNumber)).toEqual([1000, 31, 0.001, -Infinity, Infinity, 300, 0.5]);
    expect(parseNumber("NaN")).toBeNaN();
  });
});

describe("parseString", () => {
  test("reads escapes, and none between backticks", () => {
    expect(parseString('"a\\n\\x41\\u00e9\\\\"')).toBe("a\nAé\\");
    expect(parseString("`a\\n`")).toBe("a\\n");
    expect(() => parseString('"\\q"')).toThrow("unknown escape sequence");
  });
});
