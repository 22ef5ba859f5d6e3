import { existsSync } from 'node:fs';
import { aptInstall, onPath } from './apt.mjs';
import { runTask } from './task.mjs';

/**
 * The path of a Chromium that tests can drive: CHROMIUM_PATH, one of the system, or ''.
 * @param {NodeJS.ProcessEnv} env
 */
export function findChromium(env) {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath).find(Boolean) ?? '';
}

/**
 * A Chromium for the tests, installed when there is none. Needs the packages.
 * @param {import('./task.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} '' when none could be had; the tests that need one then say so
 */
export async function findOrInstallChromium(context, env) {
  const found = findChromium(env);
  if (found) return found;
  return context.progress.step('installing Chromium', async () => {
    if (await aptInstall(context, ['chromium'])) return findChromium(env);
    const cli = 'node_modules/@playwright/test/cli.js';
    await runTask(context, { name: 'chromium', command: process.execPath, args: [cli, 'install', 'chromium'], tolerant: true });
    const script = 'import("playwright").then((all) => console.log(all.chromium.executablePath()))';
    const { stdout } = await runTask(context, { name: 'chromium', command: process.execPath, args: ['-e', script], output: 'capture', tolerant: true });
    return existsSync(stdout.trim()) ? stdout.trim() : '';
  });
}
