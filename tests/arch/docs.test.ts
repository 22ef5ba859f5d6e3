import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const pages = ["README.md", ...["docs", "docs/decisions", "docs/runbooks"].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => join(folder, name)))];
const rooms = /^(app|components|docs|lib|messages|public|scripts|server|tests|\.ci)\//;

/** What a page cites between backticks, or links to, that looks like a file or folder of this house. */
function citedPaths(page: string): string[] {
  const text = readFileSync(page, "utf8");
  const quoted = [...text.matchAll(/`([^`\s]+)`/g), ...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return quoted.filter((path) => rooms.test(path) && !/[<*…]/.test(path));
}

describe("the documents", () => {
  test.each(pages)("%s cites only paths that exist", (page) => {
    expect(citedPaths(page).filter((path) => !existsSync(path))).toEqual([]);
  });

  test("cite something at all", () => {
    expect(pages.flatMap(citedPaths).length).toBeGreaterThan(20);
  });
});
