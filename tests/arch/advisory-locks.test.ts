import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const server = join(import.meta.dirname, "../../server");
const files = readdirSync(server, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
const locks = files.flatMap((name) => [...readFileSync(join(server, name), "utf8").matchAll(/\b7_240_591_\d{3}\b/g)].map(([number]) => ({ number, name })));

describe("advisory locks", () => {
  test("are each of one use, so that no two kinds of work wait for each other by chance", () => {
    expect(locks.length).toBeGreaterThan(5);
    const shared = locks.filter(({ number }) => locks.filter((other) => other.number === number).length > 1);
    expect(shared).toEqual([]);
  });
});
