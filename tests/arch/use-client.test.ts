import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const allowed = [/^app\/(.*\/)?(client|error|global-error)\.tsx$/, /^components\//, /^lib\/client\//];

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

describe('"use client"', () => {
  test("stands only where a browser is expected", async () => {
    const files = (await Promise.all(["app", "components", "lib", "server"].map(sources))).flat();
    const marked = await Promise.all(files.map(async (file) => (/^\s*["']use client["']/.test(await readFile(path.join(root, file), "utf8")) ? [file] : [])));
    expect(marked.flat().filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(marked.flat().length).toBeGreaterThan(0);
  });
});
