import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';
import { freePort } from './ports.mjs';
import { findPostgresBinaries } from './postgres-binaries.mjs';
import { choosePostgresUser } from './postgres-user.mjs';
import { commandOf, identityOf, processesIn, stopProcess } from './processes.mjs';
import { newSecret } from './secrets.mjs';
import { runTask } from './task.mjs';
import { waitFor } from './wait.mjs';

const name = 'awoooi'; // of the role and of the database
const startTimeoutMs = 90_000; // recovery after a power cut can take its time
const stopSteps = /** @type {import('./processes.mjs').StopStep[]} */ ([['SIGINT', 60_000], ['SIGQUIT', 20_000]]);

/** What a database that is thrown away may save; never used for data that anybody wants back. */
const throwAwaySettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Brings up the PostgreSQL of this data directory on a free loopback port, with password authentication and no socket
 * file, and makes sure the database exists. It is stopped by the house (fast shutdown, never killed).
 * @param {import('./house.mjs').House} house
 * @param {{dataDir: string, throwAway?: boolean}} options
 * @returns {Promise<string>} its DATABASE_URL
 */
export async function startPostgres(house, { dataDir, throwAway = false }) {
  const binaries = findPostgresBinaries();
  const home = path.join(dataDir, 'postgres');
  const data = path.join(home, 'data');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  await endLeftovers(data, house.context);

  const passwordFile = path.join(home, 'password');
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, `${newSecret()}\n`, { mode: 0o600 });
  const user = choosePostgresUser(binaries, home);
  const run = (/** @type {string} */ program, /** @type {string[]} */ args) => {
    const [command = program, ...rest] = [...user.prefix, program, ...args];
    const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
    return { command, args: rest, env, uid: user.uid, gid: user.gid, cwd: home };
  };

  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    const draft = path.join(home, 'data.new'); // appears under its name only when it is whole
    rmSync(draft, { recursive: true, force: true });
    const flags = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${name}`, `--pwfile=${passwordFile}`, ...(throwAway ? ['--no-sync'] : [])];
    await runTask(house.context, { name: 'initdb', ...run(binaries.initdb, ['-D', draft, ...flags]) });
    renameSync(draft, data);
  }

  const port = await freePort();
  const settings = ['timezone=UTC', 'log_timezone=UTC', 'max_connections=200', ...(throwAway ? throwAwaySettings : [])];
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', ...settings.flatMap((setting) => ['-c', setting])];
  const child = house.start({ name: 'postgres', ...run(binaries.postgres, args), store: true, stopSteps });

  const password = readFileSync(passwordFile, 'utf8').trim();
  const url = (/** @type {string} */ database) => `postgres://${name}:${password}@127.0.0.1:${port}/${database}`;
  const ready = waitFor(() => canQuery(url('postgres')), { timeoutMs: startTimeoutMs, signal: house.context.signal });
  if (!(await Promise.race([ready, house.failed]))) {
    throw new BootstrapError('PostgreSQL did not become ready.', `Its log: ${child.logFile}`, child.tail());
  }
  child.ready = true;
  await query(url('postgres'), async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${name}`);
  });
  return url(name);
}

/**
 * Waits until the PostgreSQL that DATABASE_URL names answers a query.
 * @param {string} databaseUrl
 * @param {AbortSignal} signal
 * @throws {BootstrapError} naming host and port, never the password
 */
export async function waitForDatabase(databaseUrl, signal) {
  let problem = '';
  const ready = await waitFor(() => canQuery(databaseUrl, (reason) => (problem = reason)), { timeoutMs: 30_000, everyMs: 500, signal });
  if (ready === true) return;
  const { hostname, port, pathname } = new URL(databaseUrl);
  throw new BootstrapError(
    `PostgreSQL at ${hostname}:${port || 5432}${pathname} cannot be used (${problem}).`,
    'Check DATABASE_URL, or leave it unset to have one brought up here.',
  );
}

/**
 * true: it answers; false: it refuses for good (wrong password, no such database); undefined: not yet.
 * @param {string} url
 * @param {(reason: string) => void} [tell]
 * @returns {Promise<boolean | undefined>}
 */
async function canQuery(url, tell) {
  try {
    await query(url, (client) => client.query('SELECT 1'));
    return true;
  } catch (error) {
    const { code = '', message } = /** @type {{code?: string, message: string}} */ (error);
    tell?.(message || code);
    return /^(28|3D)/.test(code) ? false : undefined;
  }
}

/**
 * Asks PostgreSQL something over a connection of its own. The packages must be installed.
 * @param {string} connectionString
 * @param {(client: {query: (text: string, values?: unknown[]) => Promise<{rowCount: number, rows: Record<string, unknown>[]}>}) => Promise<unknown>} work
 */
export async function query(connectionString, work) {
  const { default: pg } = await import('pg'); // only now: the packages may have been installed a moment ago
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Ends a PostgreSQL that still works on this data (its starter was killed) and removes the note it leaves. The note goes
 * only when no process of it is left: PostgreSQL's own check of it would otherwise protect the data.
 * @param {string} data
 * @param {import('./task.mjs').Context} context
 */
async function endLeftovers(data, { progress, signal }) {
  const note = path.join(data, 'postmaster.pid');
  const noted = existsSync(note) ? Number(readFileSync(note, 'utf8').split('\n')[0]) : 0;
  const living = () => {
    const found = process.platform === 'linux' ? processesIn(data) : [noted].filter((pid) => pid > 0 && commandOf(pid).includes(data));
    return found.filter((pid) => commandOf(pid).split(' ')[0]?.includes('postgres'));
  };
  if (living().length > 0) {
    progress.line('a PostgreSQL of an earlier start still works on this data: stopping it first');
    if (living().includes(noted)) await stopProcess(noted, identityOf(noted), stopSteps);
    // The helpers of a killed server notice its death by themselves.
    const gone = () => waitFor(() => (living().length === 0 ? true : undefined), { timeoutMs: 15_000, signal });
    if (!(await gone())) {
      for (const pid of living()) await stopProcess(pid, identityOf(pid), [['SIGQUIT', 10_000]]);
      if (!(await gone())) throw new BootstrapError(`PostgreSQL processes still use ${data} (pids ${living().join(', ')}).`, 'End them, then start again.');
    }
  }
  rmSync(note, { force: true });
}
