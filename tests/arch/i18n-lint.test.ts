import { readFile } from "node:fs/promises";
import path from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const fixture = path.join(root, "tests/fixtures/i18n-literals/known-literals.tsx");
const wordRules = new Set(["i18next/no-literal-string", "no-restricted-syntax"]);

/** Lines of `source` refused by the word rules, linted as if it were a component. */
async function refusedLines(source: string): Promise<number[]> {
  const eslint = new ESLint({ cwd: root });
  const [result] = await eslint.lintText(source, { filePath: path.join(root, "components/ui/known-literals.tsx") });
  const lines = (result?.messages ?? []).filter((message) => message.ruleId !== null && wordRules.has(message.ruleId)).map((message) => message.line);
  return [...new Set(lines)].sort((a, b) => a - b);
}

describe("the no-literal rules", () => {
  test("refuse every known literal and nothing else", async () => {
    const source = await readFile(fixture, "utf8");
    const expected = source.split("\n").flatMap((line, index) => (/\/[/*] bites/.test(line) ? [index + 1] : []));
    expect(expected.length).toBeGreaterThan(15);
    expect(await refusedLines(source)).toEqual(expected);
  }, 60_000);
});
