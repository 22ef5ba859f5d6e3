import { BootstrapError } from './errors.mjs';
import { httpGet, waitFor } from './wait.mjs';

/** @typedef {import('./child.mjs').ChildSpec} ChildSpec */
/** @typedef {import('./settings.mjs').Settings} Settings */

const readyTimeoutMs = 60_000;
const devReadyTimeoutMs = 180_000; // the first page is compiled on demand

/**
 * The processes of the application, in the order in which they are started.
 * @param {Settings} settings
 * @param {NodeJS.ProcessEnv} env
 * @returns {ChildSpec[]}
 */
export function appProcesses(settings, env) {
  const next = ['node_modules/next/dist/bin/next', settings.dev ? 'dev' : 'start', '-H', settings.host, '-p', String(settings.port)];
  /** @type {(name: string, graceMs: number, args?: string[]) => ChildSpec} */
  const app = (name, graceMs, args) => ({
    name,
    command: process.execPath,
    args: args ?? (settings.dev ? ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', `server/${name}/main.ts`] : ['--enable-source-maps', `dist/${name}.js`]),
    env,
    store: false,
    stopSteps: [['SIGTERM', graceMs], ['SIGKILL', 5_000]],
  });
  return [app('worker', 80_000), app('web', 15_000, next), app('ingress', 10_000), ...(settings.range ? [app('range', 5_000)] : [])];
}

/**
 * Waits until every process says it is ready. The web's answer includes the heartbeat of the worker.
 * @param {import('./house.mjs').House} house
 * @param {Settings} settings
 * @returns {Promise<string[]>} what is not ready although it answers, with the reasons it gives; empty when all is well
 * @throws {BootstrapError} when something does not answer at all
 */
export async function waitUntilReady(house, settings) {
  const { reachHost, port, ingressPort, rangePort } = settings;
  const doors = [
    { name: 'web', url: `http://${reachHost}:${port}/readyz` },
    { name: 'ingress', url: `http://${reachHost}:${ingressPort}/healthz` },
    ...(settings.range ? [{ name: 'range', url: `http://127.0.0.1:${rangePort}/healthz` }] : []),
  ];
  const answers = Promise.all(doors.map((door) => waitForDoor(door, settings, house.context.signal)));
  const last = await Promise.race([answers, house.failed]);
  const silent = last.find(({ status }) => status === 0);
  if (silent) {
    const child = house.children.get(silent.name);
    throw new BootstrapError(`The ${silent.name} does not answer at ${silent.url}.`, `Its log: ${child?.logFile}`, child?.tail());
  }
  return last.filter(({ status }) => status !== 200).map(({ name, url, status, body }) => `the ${name} is not ready (${url} says ${status}): ${body.startsWith('{') ? body.slice(0, 2_000) : 'no reasons given'}`);
}

/** @param {{name: string, url: string}} door @param {Settings} settings @param {AbortSignal} signal */
async function waitForDoor(door, settings, signal) {
  let last = { status: 0, body: '' };
  const probe = async () => {
    last = await httpGet(door.url);
    return last.status === 200 ? true : undefined;
  };
  await waitFor(probe, { timeoutMs: settings.dev ? devReadyTimeoutMs : readyTimeoutMs, everyMs: 100, signal });
  return { ...door, ...last };
}
