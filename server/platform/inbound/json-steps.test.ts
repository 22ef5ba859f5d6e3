import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseJsonSteps } from "./json-steps";
import { finish } from "./steps";

const read = (parse: () => unknown): unknown => {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof SyntaxError) return "not JSON";
    throw error;
  }
};
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const whole = (bytes: Uint8Array) => read(() => JSON.parse(decoder.decode(bytes)));
const inPieces = (bytes: Uint8Array, pieceBytes: number) => read(() => finish(parseJsonSteps(bytes, pieceBytes)));

describe("parseJsonSteps", () => {
  test("makes of every text what JSON.parse makes of it, whatever the pieces", () => {
    const text = fc.oneof(fc.json(), fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.stringify(value, null, 1)), fc.array(fc.string({ unit: "binary" })).map((list) => JSON.stringify(list)));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (json, pieceBytes) => {
        const bytes = Buffer.from(json);
        expect(inPieces(bytes, pieceBytes)).toEqual(whole(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  test("takes and refuses the same texts when some bytes are wrong", () => {
    const spoilt = fc.tuple(fc.jsonValue({ maxDepth: 4 }).map((value) => Buffer.from(JSON.stringify(value))), fc.array(fc.tuple(fc.nat(), fc.constantFrom(..."[]{},:\"\\u1 \n\uFEFFé"), fc.boolean()), { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(spoilt, ([valid, changes, pieceBytes]) => {
        let bytes: Buffer = valid;
        for (const [place, letter, replaces] of changes) {
          const at = place % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(letter), bytes.subarray(replaces ? at + 1 : at)]);
        }
        expect(inPieces(bytes, pieceBytes)).toEqual(whole(bytes));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(["[1,]", "[,1]", "[1,,2]", "[   ]", "{   }", '{"a":1,}', '{,"a":1}', '{"__proto__":{"x":1},"b":2}', '{"a":1,"b":2,"a":3}', "[1],[2]", "[1}", "[[1],[2}]", '"a" "b"', String.raw`"\u00e9\\\"\ud83d\ude00 and more"`, String.raw`"abc\"`, String.raw`"\u12"`, '{1:2}', '{"a" 1}', "", "   ", "12345678901234567890", "tru"])("agrees on %s", (json) => {
    for (const pieceBytes of [1, 2, 3, 5, 8, 13]) expect(inPieces(Buffer.from(json), pieceBytes)).toEqual(whole(Buffer.from(json)));
  });

  test("never parses more than a piece at once, and pauses at every piece", () => {
    const report = Buffer.from(JSON.stringify({ runs: [{ results: Array.from({ length: 4_000 }, (_, index) => ({ index, text: "é\"\\".repeat(20) })), blob: "x\n".repeat(300_000) }] }));
    const pieceBytes = 16_384;
    const parse = vi.spyOn(JSON, "parse");
    let count = 0;
    for (const steps = parseJsonSteps(report, pieceBytes); steps.next().done !== true; ) count += 1;
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length));
    parse.mockRestore();
    expect(longest).toBeLessThanOrEqual(pieceBytes + 12);
    // Each of the four levels is walked over, and then each piece is parsed.
    expect(count).toBeGreaterThan((3 * report.length) / pieceBytes);
  });
});
