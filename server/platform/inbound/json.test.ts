import { describe, expect, test } from "vitest";
import { Rejected } from "../errors";
import { measureJson, parseJson } from "./json";
import { limitsOf, usualLimits } from "./limits";

const limits = limitsOf({ maxBodyBytes: 1_000, maxDepth: 3, maxKeys: 3, maxEntries: 4, maxContainers: 6, maxStringBytes: 10 });
const read = (text: string) => parseJson(Buffer.from(text), limits);
const refusal = (text: string): string => {
  try {
    read(text);
    return "taken";
  } catch (error) {
    if (error instanceof Rejected && error.code === "bad_request") return error.message;
    throw error;
  }
};

describe("parseJson", () => {
  test.each([
    ["[[[1]]]", "[[[[1]]]]", "levels"],
    ['{"a":1,"b":2,"c":3}', '{"a":1,"b":2,"c":3,"d":4}', "keys"],
    ["[1,2,3,4]", "[1,2,3,4,5]", "entries"],
    ["[{},{},{},[{}]]", "[{},{},[{}],[[]]]", "objects and arrays"],
    ['"0123456789"', '"0123456789a"', "a text of more than 10"],
    [`${" ".repeat(999)}1`, `${" ".repeat(1_000)}1`, "1000 bytes"],
  ])("takes %s and refuses %s", (most, tooMuch, what) => {
    expect(read(most)).toEqual(JSON.parse(most));
    expect(refusal(tooMuch)).toContain(what);
  });

  test("is not fooled by what stands in texts, by escapes, and by brackets that do not match", () => {
    expect(read(String.raw`["[{[{","\"[,,,","\\"]`)).toEqual(["[{[{", '"[,,,', "\\"]);
    expect(read(String.raw`"\u8b66\u8b66\u8b66"`)).toBe("警警警");
    for (const text of ["]]]]", '"abc', '"abc\\', "[1,", "", "\uFFFD"]) expect(refusal(text)).toBe("The body is not JSON.");
  });

  test("drops a byte order mark and mends broken UTF-8", () => {
    expect(parseJson(Buffer.from([0xef, 0xbb, 0xbf, 0x31]), limits)).toBe(1);
    expect(parseJson(Buffer.from([0x22, 0xff, 0x22]), limits)).toBe("\uFFFD");
  });
});

describe("measureJson", () => {
  test("goes over a usual body of the largest size within half a second", () => {
    const bytes = Buffer.from(`[${Array.from({ length: 16_000 }, () => `"${"x".repeat(60)}"`).join(",")}]`);
    const before = performance.now();
    measureJson(bytes, usualLimits);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
