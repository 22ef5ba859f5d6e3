import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEndpoint } from "./files";

let dataDir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "range-"));
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true });
});

function run(file: string, args: string[], env: Record<string, string> = {}) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path, ...args], {
    env: { NODE_ENV: "test", PATH: process.env["PATH"], AWOOOI_DATA_DIR: dataDir, RANGE_PORT: "0", AWOOOI_RANGE_AUTOPLAY: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const output = { text: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.text += chunk.toString("utf8")));
  const exit = once(child, "exit").then(([code]) => Number(code));
  return { child, output, exit };
}

async function runToEnd(file: string, args: string[]): Promise<{ code: number; text: string }> {
  const { output, exit } = run(file, args);
  return { code: await exit, text: output.text };
}

describe("the range process", () => {
  test("takes orders from the command line and leaves within two seconds of SIGTERM", async () => {
    const range = run("./main.ts", [], { AWOOOI_RANGE_TOKEN: "process-test-token" });
    await expect.poll(() => range.output.text, { timeout: 30_000, interval: 100 }).toContain('"msg":"range_ready"');
    expect(await runToEnd("./scenario.ts", ["--list"])).toMatchObject({ code: 0, text: expect.stringMatching(/^ {2}bad-release .*\n +-> .*\n {2}memory-leak .*\n +-> .*\n {2}saturated-worker /) as string });
    expect(await runToEnd("./scenario.ts", ["bad-release", "--seed", "3"])).toEqual({ code: 0, text: "bad-release started with seed 3.\n" });
    expect(await runToEnd("./scenario.ts", ["bad-release"])).toMatchObject({ code: 1, text: expect.stringContaining("is running") as string });
    expect(await runToEnd("./scenario.ts", ["no-such"])).toMatchObject({ code: 1, text: expect.stringContaining("there is no scenario") as string });
    expect(await runToEnd("./scenario.ts", ["bad-release", "--heal"])).toMatchObject({ code: 1, text: expect.stringContaining("healed by a repair") as string });
    const asked = Date.now();
    range.child.kill("SIGTERM");
    expect(await range.exit).toBe(0);
    expect(Date.now() - asked).toBeLessThan(2_000);
    expect(await readEndpoint(dataDir)).toBeUndefined();
  }, 90_000);

  test("says what is missing instead of starting half", async () => {
    const { code, text } = await runToEnd("./main.ts", []);
    expect(code).toBe(1);
    expect(text).toContain("AWOOOI_RANGE_TOKEN");
  }, 30_000);
});

describe("the scenario command", () => {
  test("says that the range is not running, and how it is used", async () => {
    expect(await runToEnd("./scenario.ts", ["--list"])).toMatchObject({ code: 1, text: expect.stringContaining("The range is not running") as string });
    expect(await runToEnd("./scenario.ts", [])).toMatchObject({ code: 2, text: expect.stringContaining("Usage") as string });
    expect(await runToEnd("./scenario.ts", ["x", "--seed", "y"])).toMatchObject({ code: 2 });
    expect(await runToEnd("./scenario.ts", ["--what"])).toMatchObject({ code: 2, text: expect.stringContaining("Usage") as string });
  }, 60_000);
});
