import { readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import compile from "icu-minify/compile";
import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { formats } from "./formats";
import type { Lookup } from "./statement";
import { argumentsOf, createLookup, sayStatement } from "./statement";

async function lookupOf(locale: "zh-TW" | "en"): Promise<Lookup> {
  const messages: unknown = JSON.parse(await readFile(path.resolve(import.meta.dirname, `../../messages/${locale}.json`), "utf8"));
  return createLookup(createTranslator({ locale, messages: messages as never, formats, timeZone: "UTC" }) as unknown as Lookup["say"], messages);
}

const zh = await lookupOf("zh-TW");
const en = await lookupOf("en");

describe("sayStatement", () => {
  test("says ratios, durations and memory in the reader's units", () => {
    const ratio = { code: "error_ratio_up", params: { before: 0.004, now: 0.412 } };
    expect(sayStatement(en, "en", ["evidence.finding"], ratio)).toBe("Error ratio rose from 0.4% to 41.2%");
    expect(sayStatement(zh, "zh-TW", ["evidence.finding"], ratio)).toContain("41.2%");
    expect(sayStatement(en, "en", ["evidence.finding"], { code: "latency_up", params: { beforeSeconds: 0.12, nowSeconds: 95 } })).toBe("Latency rose from 120 milliseconds to 1 minute 35 seconds");
    expect(sayStatement(en, "en", ["evidence.finding"], { code: "memory_up", params: { beforeBytes: 1024, nowBytes: 1.5 * 1024 ** 3 } })).toBe("Memory grew from 1 KiB to 1.5 GiB");
  });

  test("a tool inside a statement is a word, too", () => {
    expect(sayStatement(en, "en", ["decision.abstention"], { code: "previous_attempt_failed", params: { tool: "restart" } })).toBe("A restart was tried and did not help; it will not be retried by itself");
  });

  test("an unknown code is said as it is, with its values", () => {
    expect(sayStatement(en, "en", ["evidence.finding"], { code: "tide_turned", params: { at: "noon" } })).toBe("tide turned: at noon");
  });

  test("a known code with missing or misshapen values falls back instead of breaking", () => {
    expect(sayStatement(en, "en", ["evidence.finding"], { code: "error_ratio_up", params: { before: 0.1 } })).toBe("error ratio up: before 0.1");
    expect(sayStatement(en, "en", ["evidence.finding"], { code: "error_ratio_up", params: { before: "low", now: "high" } })).toBe("error ratio up: before low · now high");
  });

  test("is never blank and never throws, whatever the server sends", () => {
    const param = fc.oneof(fc.string(), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("error_ratio_up", "memory_up", "restarts", "for", "finding", "toString", "constructor")), fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("now", "before", "count", "beforeBytes", "tool", "toString", "constructor", "__proto__")), param), (code, params) => {
        expect(sayStatement(zh, "zh-TW", ["evidence.finding", "evidence"], { code, params }).trim()).not.toBe("");
      }),
    );
  });
});

describe("argumentsOf", () => {
  const samples = ["{count, plural, one {# pod} other {# pods}} of {name}", "{a, select, x {in {b}} other {-}}", "<link>{n, number, ratio}</link> at {t}", "plain"];

  test("names what a message asks for, and what has to be a number", () => {
    expect(samples.map((message) => Object.fromEntries(argumentsOf(message)))).toEqual([{ count: "number", name: "text" }, { a: "text", b: "text" }, { n: "number", t: "text" }, {}]);
  });

  test("finds the same in what the build makes of the message", () => {
    for (const message of samples) expect(argumentsOf(compile(message))).toEqual(argumentsOf(message));
  });
});
