/**
 * `npm test`: every check of this repository, against a real PostgreSQL and Redis that are thrown away afterwards. With
 * arguments (`npm test -- server/incident`) only vitest runs, with these arguments. The last line is the total.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildWeb, bundleServers } from './bootstrap/build.mjs';
import { findChromium, findOrInstallChromium } from './bootstrap/chromium.mjs';
import { describeError } from './bootstrap/errors.mjs';
import { House } from './bootstrap/house.mjs';
import { installPackages, npmCommand } from './bootstrap/install.mjs';
import { Lock } from './bootstrap/lock.mjs';
import { dataDirOf, prepareDataDir, root } from './bootstrap/paths.mjs';
import { Progress } from './bootstrap/progress.mjs';
import { assertNodeVersion } from './bootstrap/settings.mjs';
import { onStopRequest } from './bootstrap/signals.mjs';
import { bringUpStores, prepareRedis } from './bootstrap/stores.mjs';
import { runTask } from './bootstrap/task.mjs';
import { installMonitoring } from './testing/monitoring.mjs';
import { makeScratch, sweepScratch } from './testing/scratch.mjs';
import { playwrightResult, stepResult, vitestResult } from './testing/tally.mjs';

const progress = new Progress();
process.stderr.on('error', () => {});

/** @type {import('./testing/tally.mjs').Result[]} */
const results = [];
try {
  assertNodeVersion();
  await proveIn(makeScratch(), process.argv.slice(2));
} catch (error) {
  for (const line of describeError(error)) progress.print(line);
  results.push(stepResult('bootstrap', 1));
}
progress.print('');
for (const { name, passed, failed } of results) progress.print(`  ${failed === 0 ? '✓' : '✗'} ${name.padEnd(12)} ${passed} passed, ${failed} failed`);
progress.print('');
const failed = results.reduce((sum, result) => sum + result.failed, 0);
progress.print(`${results.reduce((sum, result) => sum + result.passed, 0)} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/**
 * Brings up the stores in a directory of their own, runs everything, and leaves nothing behind.
 * @param {string} scratch
 * @param {string[]} vitestArgs
 */
async function proveIn(scratch, vitestArgs) {
  const { run } = prepareDataDir(scratch);
  const { logs } = prepareDataDir(dataDirOf(process.env));
  const lock = await Lock.take(run, 'a test run', (text) => progress.line(text));
  const house = new House({ progress, logs, lock });
  const stop = () => {
    progress.stopping = true;
    house.abort.abort();
  };
  onStopRequest({ stop, hurry: () => house.hurry() });
  house.failed.catch((error) => {
    for (const line of describeError(error)) progress.print(line);
    stop();
  });
  try {
    const env = await prepare(house, scratch, vitestArgs.length > 0);
    if (vitestArgs.length > 0) await vitest(house, scratch, env, vitestArgs);
    else await everything(house, scratch, env);
  } finally {
    await house.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Packages, programs, stores, bundles and the built app; for vitest alone only what needs no patience.
 * @param {House} house
 * @param {string} scratch
 * @param {boolean} vitestOnly
 * @returns {Promise<NodeJS.ProcessEnv>} the environment of the tests
 */
async function prepare(house, scratch, vitestOnly) {
  const { context } = house;
  await sweepScratch((text) => progress.line(text));
  // The stores are always our own: tests must never meet data that somebody needs.
  const settings = { dataDir: scratch, databaseUrl: '', redisUrl: '', throwAway: true };
  const monitoring = vitestOnly ? undefined : installMonitoring(context);
  const [redisBinary] = await Promise.all([prepareRedis(context, settings), installPackages(context), monitoring]);
  await bundleServers(context);
  const [stores, chromium] = await Promise.all([
    bringUpStores(house, settings, redisBinary),
    vitestOnly ? findChromium(process.env) : findOrInstallChromium(context, process.env),
    vitestOnly ? undefined : buildWeb(context),
  ]);
  const env = /** @type {NodeJS.ProcessEnv} */ ({
    ...process.env,
    ...stores,
    AWOOOI_DATA_DIR: path.join(scratch, 'data'),
    NEXT_TELEMETRY_DISABLED: '1',
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
  });
  Reflect.deleteProperty(env, 'NODE_ENV'); // every tool sets its own
  return env;
}

/** @param {House} house @param {string} scratch @param {NodeJS.ProcessEnv} env */
async function everything(house, scratch, env) {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  // `npm run verify`, one step at a time, so that each can be counted.
  for (const [, name = ''] of scripts.verify.matchAll(/npm run ([\w:-]+)/g)) {
    results.push(stepResult(name, await show(house, env, name, npmCommand(['run', '--silent', name]))));
  }
  await vitest(house, scratch, env, []);
  const config = path.join(root, 'playwright.config.ts');
  if (!existsSync(config)) return;
  const report = path.join(scratch, 'playwright.json');
  const project = /name:\s*["']e2e["']/.test(readFileSync(config, 'utf8')) ? ['--project=e2e'] : [];
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...project];
  const code = await show(house, { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report }, 'playwright', { command: process.execPath, args });
  results.push(playwrightResult(report, code));
}

/** @param {House} house @param {string} scratch @param {NodeJS.ProcessEnv} env @param {string[]} vitestArgs */
async function vitest(house, scratch, env, vitestArgs) {
  const report = path.join(scratch, 'vitest.json');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...vitestArgs];
  results.push(vitestResult(report, await show(house, env, 'vitest', { command: process.execPath, args })));
}

/**
 * Runs a command with its output on the terminal.
 * @param {House} house
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {{command: string, args: string[]}} command
 * @returns {Promise<number>} its exit code; 1 when it was stopped
 */
async function show({ context }, env, name, command) {
  progress.line(`${name} …`);
  const since = Date.now();
  const code = await runTask(context, { name, ...command, env, output: 'terminal', tolerant: true }).then((done) => done.code).catch(() => 1);
  progress.line(`${name}: ${code === 0 ? 'passed' : `failed (exit code ${code})`} after ${Math.round((Date.now() - since) / 1000)} s`);
  return code;
}
