import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cause } from "@/lib/contracts/decision";
import { metricNames } from "@/server/decision/rules/metrics";

type Tree = { [key: string]: string | Tree };

function leaf(tree: Tree, path: string): boolean {
  let at: string | Tree | undefined = tree;
  for (const part of path.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string";
}

/** Texts of the engine's own files, tests left out. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") && !entry.name.includes(".test.") ? [readFileSync(path, "utf8")] : [];
  });
}

/** Codes by how the engine writes them: `code: "x"`, a choice of two after `code:`, `none("x")`, and the code of a notice clue. */
function codesIn(text: string): string[] {
  const chosen = [...text.matchAll(/code:([^,{}]*)/g)].flatMap((match) => [...(match[1] ?? "").matchAll(/"([a-z]+(?:_[a-z]+)+)"/g)].map((code) => code[1] ?? ""));
  const none = [...text.matchAll(/(?:none|rollback)\([^)]*?"([a-z]+(?:_[a-z]+)+)"/g)].map((match) => match[1] ?? "");
  const notices = [...text.matchAll(/noticeClue\([^;]*?"([a-z]+(?:_[a-z]+)+)"\)/g)].map((match) => match[1] ?? "");
  return [...chosen, ...none, ...notices];
}

const groups = ["evidence.finding", "evidence.missing", "evidence.settle", "decision.abstention", "decision.rootCause"];
const codes = [...new Set(sources("server/decision").flatMap(codesIn))].sort();

describe.each(["en", "zh-TW"])("OpenClaw's words in %s", (locale) => {
  const words = JSON.parse(readFileSync(`messages/${locale}.json`, "utf8")) as Tree;

  test("cover every code that the engine can say", () => {
    expect(codes.length).toBeGreaterThan(70);
    expect(codes.filter((code) => !groups.some((group) => leaf(words, `${group}.${code}`)))).toEqual([]);
  });

  test("name every cause and every metric", () => {
    const metrics = metricNames.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    expect([...cause.options.map((name) => `decision.rootCause.${name}`), ...metrics.map((name) => `evidence.metric.${name}`)].filter((path) => !leaf(words, path))).toEqual([]);
  });
});
