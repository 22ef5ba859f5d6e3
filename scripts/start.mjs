/**
 * `npm start`: from a fresh clone to a running AWOOOI, and back. Read it from top to bottom; every step is a file in
 * `bootstrap/`. It runs before node_modules exists, so it and they use nothing but Node.js.
 */
import path from 'node:path';
import { appProcesses, waitUntilReady } from './bootstrap/apps.mjs';
import { buildWeb, bundleServers } from './bootstrap/build.mjs';
import { houseEnvironment, processEnvironment, publishEnvironment, withdrawEnvironment } from './bootstrap/environment.mjs';
import { StopRequested, describeError } from './bootstrap/errors.mjs';
import { firstSignInLink, isMigrated, migrate } from './bootstrap/first-run.mjs';
import { House } from './bootstrap/house.mjs';
import { installPackages } from './bootstrap/install.mjs';
import { Lock } from './bootstrap/lock.mjs';
import { prepareDataDir } from './bootstrap/paths.mjs';
import { assertPortsFree } from './bootstrap/ports.mjs';
import { Progress } from './bootstrap/progress.mjs';
import { assertNodeVersion, readSettings } from './bootstrap/settings.mjs';
import { onStopRequest } from './bootstrap/signals.mjs';
import { bringUpStores, prepareRedis } from './bootstrap/stores.mjs';

const progress = new Progress();
process.stderr.on('error', () => {});

try {
  assertNodeVersion();
  const settings = readSettings(process.argv.slice(2), process.env);
  process.exitCode = await live(settings);
} catch (error) {
  for (const line of describeError(error)) progress.print(line);
  process.exitCode = 1;
}
process.exit();

/**
 * One life of the house, from the lock to the last process gone.
 * @param {import('./bootstrap/settings.mjs').Settings} settings
 * @returns {Promise<number>} the exit code
 */
async function live(settings) {
  const { logs, run } = prepareDataDir(settings.dataDir);
  const lock = await Lock.take(run, settings.publicUrl, (text) => progress.line(text));
  const house = new House({ progress, logs, lock });
  /** @type {Promise<never>} */
  const asked = new Promise((_, reject) => {
    onStopRequest({
      stop: () => {
        progress.stopping = true;
        progress.line('stopping (Ctrl-C again to hurry) …');
        house.abort.abort();
        reject(new StopRequested());
      },
      hurry: () => house.hurry(),
    });
  });
  asked.catch(() => {});

  let exitCode = 0;
  try {
    await Promise.race([moveIn(house, settings), asked]);
    await Promise.race([house.failed, asked]);
  } catch (error) {
    if (!(error instanceof StopRequested)) {
      for (const line of describeError(error)) progress.print(line);
      exitCode = 1;
    }
  }
  withdrawEnvironment(settings.dataDir);
  await house.stop();
  lock.release();
  if (house.children.size > 0) progress.line('everything has stopped');
  return exitCode;
}

/**
 * Brings everything up and says where it is.
 * @param {House} house
 * @param {import('./bootstrap/settings.mjs').Settings} settings
 */
async function moveIn(house, settings) {
  const { context } = house;
  progress.line(`AWOOOI ${settings.dev ? '(development) ' : ''}from ${settings.dataDir}`);
  await assertPortsFree([
    { name: 'web app', variable: 'PORT', port: settings.port, host: settings.host },
    { name: 'ingress', variable: 'INGRESS_PORT', port: settings.ingressPort, host: settings.host },
    ...(settings.range ? [{ name: 'practice range', variable: 'RANGE_PORT', port: settings.rangePort, host: '127.0.0.1' }] : []),
  ]);

  const [redisBinary] = await Promise.all([prepareRedis(context, settings), installPackages(context)]);
  await bundleServers(context);

  const [stores] = await Promise.all([bringUpStores(house, settings, redisBinary), settings.dev ? undefined : buildWeb(context)]);
  const shared = houseEnvironment(settings, stores, process.env);
  const env = processEnvironment(shared, settings);
  const specs = appProcesses(settings, env);
  const needsNoDatabase = (/** @type {{name: string}} */ { name }) => name === 'range';
  for (const spec of specs.filter(needsNoDatabase)) house.start(spec);
  if (!(await isMigrated(stores.DATABASE_URL))) await progress.step('migrating the database', () => migrate(context, env));

  for (const spec of specs.filter((one) => !needsNoDatabase(one))) house.start(spec);
  publishEnvironment(settings.dataDir, shared);
  const waiting = progress.step('waiting until everything is ready', () => waitUntilReady(house, settings));
  const [complaints, link] = await Promise.all([waiting, firstSignInLink(context, env)]);
  for (const complaint of complaints) progress.line(`⚠ ${complaint}`);
  welcome(settings, link);
}

/**
 * @param {import('./bootstrap/settings.mjs').Settings} settings
 * @param {string} link '' when somebody can sign in already
 */
function welcome(settings, link) {
  const lines = [
    ['AWOOOI', settings.publicUrl],
    ...(link ? [['sign in', `${link}  (works once)`]] : []),
    ['webhooks', `http://${settings.reachHost}:${settings.ingressPort}/api/v1/webhooks/`],
    ...(settings.range ? [['range', 'the practice range is on: what you see is simulated']] : []),
    ['data', settings.dataDir],
    ['logs', path.join(settings.dataDir, 'logs')],
  ];
  progress.print('');
  for (const [name = '', text = ''] of lines) progress.print(`  ${name.padEnd(10)}${text}`);
  progress.print('');
  progress.print(`  Ctrl-C stops everything; data stays in ${path.relative(process.cwd(), settings.dataDir) || settings.dataDir}.`);
  progress.print('');
}
