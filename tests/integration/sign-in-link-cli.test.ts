import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { events } from "@/server/event/table";
import { signInLinks, user } from "@/server/platform/auth/table";
import { openHouse, type TestHouse } from "../support/house";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse({ env: { NODE_ENV: "production", AWOOOI_PUBLIC_URL: "https://ops.example.org" } });
});
afterAll(() => house?.close());

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(env: Record<string, string> = {}, args: string[] = []): Promise<Outcome> {
  const own = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...house.env, ...env } as unknown as NodeJS.ProcessEnv;
  return new Promise((resolve) => {
    execFile(process.execPath, ["node_modules/tsx/dist/cli.mjs", "server/cli/sign-in-link.ts", ...args], { env: own }, (error, stdout, stderr) => resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, stdout, stderr }));
  });
}

describe("npm run sign-in-link", () => {
  test("prints a link to the public address with its end, keeps only its hash, and leaves an event; no Redis is needed", async () => {
    const { code, stdout } = await run({ REDIS_URL: "redis://127.0.0.1:1/0" });
    expect(code).toBe(0);
    const { url, expiresAt } = JSON.parse(stdout) as { url: string; expiresAt: string };
    expect(url).toMatch(/^https:\/\/ops\.example\.org\/welcome\?token=[A-Za-z0-9_-]{43}$/);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const [link] = await house.container.db.select().from(signInLinks);
    expect(link).toMatchObject({ role: "commander", usedAt: null });
    expect(JSON.stringify(link)).not.toContain(url.split("=")[1]);
    expect(await house.container.db.select({ type: events.type, channel: events.channel, subjectId: events.subjectId }).from(events)).toEqual([{ type: "account.invited", channel: "cli", subjectId: link?.id }]);
  }, 30_000);

  test("makes none on a first run where somebody can sign in already", async () => {
    await house.container.db.insert(user).values({ id: "usr_1", name: "n", email: "n@example.com" });
    expect(JSON.parse((await run({}, ["--first-run"])).stdout)).toEqual({ url: null, expiresAt: null });
    expect(await house.container.db.select().from(signInLinks)).toHaveLength(1);
  }, 30_000);

  test("says what is wrong without an address or a secret when the database is away", async () => {
    const { code, stdout, stderr } = await run({ DATABASE_URL: "postgres://shop:hunter2secret@127.0.0.1:1/none" });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("DATABASE_URL");
    expect(stderr).not.toContain("hunter2secret");
  }, 30_000);
});
