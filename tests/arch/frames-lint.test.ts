import path from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

/** Messages of the rules against frames for a line of a component. */
async function refused(lines: readonly string[]): Promise<boolean[]> {
  const eslint = new ESLint({ cwd: root });
  const source = `${lines.join("\n")}\n`;
  const [result] = await eslint.lintText(source, { filePath: path.join(root, "components/ui/known-frames.tsx") });
  const at = new Set((result?.messages ?? []).filter((message) => message.ruleId === "no-restricted-syntax").map((message) => message.line));
  return lines.map((_, line) => at.has(line + 1));
}

const bad = [
  'export const a = <iframe src="https://example.org" />;',
  'export const b = <object data="https://example.org" />;',
  'export const c = <embed src="https://example.org" />;',
  'export const d = createElement("iframe");',
  'export const e = () => document.createElement("iframe");',
  'export const f = React.createElement("embed", {});',
  "export const g = <p dangerouslySetInnerHTML={{ __html: x }} />;",
  'export const h = () => window.open("https://example.org");',
  'export const i = <a href={x} target="_blank">{x}</a>;',
  'export const j = <a href={x} target="_blank" rel="noopener">{x}</a>;',
  "export const k = <Link href={x} target={y} />;",
];
const good = ['export const l = <a href={x} target="_blank" rel="noopener noreferrer">{x}</a>;', "export const m = <a href={x}>{x}</a>;", 'export const n = () => document.createElement("a");', "export const o = <Dialog open={x} />;", "export const p = () => house.open();", 'export const q = () => open("palette");'];

describe("the rules against frames", () => {
  test("refuse whatever embeds another page or leaves a way back to ours, and nothing else", async () => {
    const found = await refused([...bad, ...good]);
    expect([...bad, ...good].filter((_, line) => found[line])).toEqual(bad);
  }, 60_000);
});
