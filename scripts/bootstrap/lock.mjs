import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';
import { identityOf, isAlive, stopProcess, trySignal } from './processes.mjs';
import { writePrivately } from './secrets.mjs';

/** @typedef {import('./processes.mjs').StopStep} StopStep */
/** @typedef {{pid: number, identity: string}} Entry */
/** @typedef {Entry & {url: string, children: Record<string, Entry>}} Run */

/** How each kind of process of an earlier run is ended, in this order; PostgreSQL is never killed outright. */
const orphanSteps = /** @type {Array<[prefix: string, steps: StopStep[]]>} */ ([
  ['task:', [['SIGTERM', 5_000], ['SIGKILL', 5_000]]],
  ['range', [['SIGTERM', 5_000], ['SIGKILL', 5_000]]],
  ['ingress', [['SIGTERM', 10_000], ['SIGKILL', 5_000]]],
  ['web', [['SIGTERM', 15_000], ['SIGKILL', 5_000]]],
  ['worker', [['SIGTERM', 20_000], ['SIGKILL', 5_000]]],
  ['redis', [['SIGTERM', 30_000], ['SIGKILL', 5_000]]],
  ['postgres', [['SIGINT', 60_000], ['SIGQUIT', 20_000]]],
]);

/**
 * The right to run on a data directory. One file, `run/pids.json`, says who holds it and which processes belong to them,
 * each with its start time; it appears in one step and is replaced in one step, so no reader sees half of it.
 */
export class Lock {
  /** @param {string} file @param {string} url */
  constructor(file, url) {
    this.file = file;
    /** @type {Run} */
    this.run = { pid: process.pid, identity: identityOf(process.pid), url, children: {} };
    /** @type {Map<string, Entry>} */
    this.children = new Map();
  }

  /**
   * Takes the lock. The processes that a killed run left behind are ended first.
   * @param {string} runDir
   * @param {string} url where this run will be reached, for whoever finds the lock taken
   * @param {(text: string) => void} say
   * @throws {BootstrapError} when another run is alive
   */
  static async take(runDir, url, say) {
    const lock = new Lock(path.join(runDir, 'pids.json'), url);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (lock.#tryTake()) return lock;
      const other = readRun(lock.file);
      if (other && isAlive(other.pid, other.identity)) {
        throw new BootstrapError(`AWOOOI is already running here (pid ${other.pid}, ${other.url}).`, 'Stop that one first, or set another AWOOOI_DATA_DIR and PORT.');
      }
      if (other) await endOrphans(other, say);
      // Only one of several late comers can move this very file away.
      const aside = `${lock.file}.${process.pid}.stale`;
      try {
        if (readRun(lock.file)?.pid === other?.pid) renameSync(lock.file, aside);
      } catch {
        // Somebody was faster; the next round sees their lock.
      }
      rmSync(aside, { force: true });
    }
    throw new BootstrapError('Several starts are fighting for the same data directory.', 'Start one at a time.');
  }

  /** @param {string} name @param {number} pid */
  record(name, pid) {
    this.children.set(name, { pid, identity: identityOf(pid) });
    this.#write();
  }

  /** @param {string} name */
  forget(name) {
    this.children.delete(name);
    this.#write();
  }

  /** Gives the lock back, unless it is not ours any more. */
  release() {
    if (readRun(this.file)?.identity === this.run.identity) rmSync(this.file, { force: true });
  }

  #write() {
    this.run.children = Object.fromEntries(this.children);
    if (readRun(this.file)?.identity === this.run.identity) writePrivately(this.file, JSON.stringify(this.run, null, 2));
  }

  #tryTake() {
    const draft = `${this.file}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify(this.run, null, 2), { mode: 0o600 });
    try {
      linkSync(draft, this.file);
      return true;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
}

/**
 * Ends what a killed run left behind; a process that only got the same number is not touched.
 * @param {Run} run
 * @param {(text: string) => void} say
 */
export async function endOrphans(run, say) {
  for (const [prefix, steps] of orphanSteps) {
    for (const [name, { pid, identity }] of Object.entries(run.children)) {
      if (!name.startsWith(prefix) || !isAlive(pid, identity)) continue;
      say(`ending the ${name.replace('task:', '')} process that an earlier start left behind (pid ${pid})`);
      const gone = await stopProcess(pid, identity, steps);
      if (!gone) throw new BootstrapError(`Process ${pid} (${name}) of an earlier start does not end.`, `Look at it, end it by hand, then start again.`);
      if (!['redis', 'postgres'].includes(name)) trySignal(-pid, 'SIGKILL');
    }
  }
}

/** @param {string} file @returns {Run | undefined} */
export function readRun(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
