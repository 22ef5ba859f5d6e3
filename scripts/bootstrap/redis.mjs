import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';
import { freePort } from './ports.mjs';
import { commandOf, identityOf, processesIn, stopProcess } from './processes.mjs';
import { newSecret, writePrivately } from './secrets.mjs';
import { tcpAsk, waitFor } from './wait.mjs';

const stopSteps = /** @type {import('./processes.mjs').StopStep[]} */ ([['SIGTERM', 30_000], ['SIGKILL', 5_000]]);

/**
 * Brings up a Redis of our own on a free loopback port with a password; a Redis of the system is never touched. What
 * was written is in an append-only file, synced every second, and nothing is evicted.
 * @param {import('./house.mjs').House} house
 * @param {{dataDir: string, binary: import('./redis-binary.mjs').RedisBinary}} options
 * @returns {Promise<string>} its REDIS_URL
 */
export async function startRedis(house, { dataDir, binary }) {
  const home = path.join(dataDir, 'redis');
  const data = path.join(home, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const pidFile = path.join(home, 'redis.pid');
  await endLeftovers(data, pidFile, house.context);

  const port = await freePort();
  const password = newSecret();
  const configFile = path.join(home, 'redis.conf');
  writePrivately(
    configFile,
    [
      'bind 127.0.0.1',
      `port ${port}`,
      'protected-mode yes',
      `requirepass ${password}`,
      `dir ${JSON.stringify(data)}`,
      `pidfile ${JSON.stringify(pidFile)}`,
      'appendonly yes',
      'appendfsync everysec',
      'save ""',
      'maxmemory-policy noeviction',
      '',
    ].join('\n'),
  );
  const env = { PATH: process.env.PATH, LC_ALL: 'C', ...(binary.libraryPath ? { LD_LIBRARY_PATH: binary.libraryPath } : {}) };
  const child = house.start({ name: 'redis', command: binary.command, args: [configFile], env, cwd: home, store: true, stopSteps });

  const request = `AUTH ${password}\r\nPING\r\n`;
  const answers = async () => ((await tcpAsk({ host: '127.0.0.1', port, request, enough: (text) => text.split('\r\n').length > 2 }).catch(() => '')).includes('+PONG') ? true : undefined);
  const ready = waitFor(answers, { timeoutMs: 60_000, everyMs: 50, signal: house.context.signal });
  if (!(await Promise.race([ready, house.failed]))) throw new BootstrapError('Redis did not become ready.', `Its log: ${child.logFile}`, child.tail());
  child.ready = true;
  return `redis://:${password}@127.0.0.1:${port}`;
}

/**
 * Waits until the Redis that REDIS_URL names accepts connections; what it allows is the application's to find.
 * @param {string} redisUrl
 * @param {AbortSignal} signal
 * @throws {BootstrapError} naming host and port, never the password
 */
export async function waitForRedis(redisUrl, signal) {
  const url = new URL(redisUrl);
  const host = (url.hostname || '127.0.0.1').replace(/^\[|\]$/g, '');
  const port = Number(url.port || 6379);
  const answers = () => tcpAsk({ host, port }).then(() => true).catch(() => undefined);
  if (await waitFor(answers, { timeoutMs: 30_000, everyMs: 500, signal })) return;
  throw new BootstrapError(`Redis at ${host}:${port} does not answer.`, 'Check REDIS_URL, or leave it unset to have one brought up here.');
}

/**
 * Ends a Redis that still works on this data; two would spoil the append-only file.
 * @param {string} data
 * @param {string} pidFile
 * @param {import('./task.mjs').Context} context
 */
async function endLeftovers(data, pidFile, { progress }) {
  const noted = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').trim()) : 0;
  const found = process.platform === 'linux' ? processesIn(data) : [noted].filter((pid) => pid > 0);
  for (const pid of found.filter((one) => /redis|valkey/.test(commandOf(one).split(' ')[0] ?? ''))) {
    progress.line(`a Redis of an earlier start still works on this data (pid ${pid}): stopping it first`);
    if (!(await stopProcess(pid, identityOf(pid), stopSteps))) throw new BootstrapError(`The Redis process ${pid} does not end.`, 'End it, then start again.');
  }
}
