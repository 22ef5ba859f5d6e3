import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { places } from "@/components/shell/places";
import { shortcuts } from "@/components/shell/shortcuts";

const workspace = "app/(workspace)";

describe("places", () => {
  test("lead to pages that exist, and every page of the workspace is one", () => {
    const pages = readdirSync(workspace, { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(`${workspace}/${entry.name}/page.tsx`)).map((entry) => `/${entry.name}`);
    expect(places.map(({ href }) => href as string).sort()).toEqual(["/", ...pages].sort());
  });

  test("have a letter each", () => {
    expect(new Set(places.map(({ letter }) => letter)).size).toBe(places.length);
  });
});

describe("shortcuts", () => {
  test("give every key one meaning, and leave g to the places", () => {
    const keys: string[] = Object.values(shortcuts);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain("g");
  });
});
