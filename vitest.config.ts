import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests that start processes, play on a clock or cut connections: one file after the other, with the machine to themselves. */
const alone = ["tests/integration/**/*.test.ts"];
const anywhere = "{app,components,lib,server,scripts,tests}/**/*.test.{ts,tsx,mjs}";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "rooms", include: [anywhere], exclude: ["node_modules/**", "tests/e2e/**", ...alone], globalSetup: ["tests/support/global-setup.ts"], maxWorkers: 2, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: "house", include: alone, globalSetup: ["tests/support/global-setup.ts"], maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
