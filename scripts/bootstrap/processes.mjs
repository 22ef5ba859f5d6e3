import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** @typedef {[signal: NodeJS.Signals, waitMs: number]} StopStep */

const linux = process.platform === 'linux';

/**
 * What tells a process from a later one that got the same number: boot and start time. '' when there is no such living
 * process (a zombie counts as gone).
 * @param {number} pid
 */
export function identityOf(pid) {
  if (!linux) return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold anything: count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  } catch {
    return '';
  }
}

/**
 * True while exactly this process lives, not a stranger with its number.
 * @param {number} pid
 * @param {string} identity
 */
export function isAlive(pid, identity) {
  return identity !== '' && identityOf(pid) === identity;
}

/**
 * Processes that work in this directory: PostgreSQL and Redis change into their data directory, and the helpers of
 * PostgreSQL inherit it. Empty where the system cannot tell (no /proc).
 * @param {string} directory
 * @returns {number[]}
 */
export function processesIn(directory) {
  if (!linux) return [];
  let wanted;
  try {
    wanted = realpathSync(directory);
  } catch {
    return [];
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === wanted && identityOf(pid) !== '';
      } catch {
        return false;
      }
    });
}

/** The command line of a process, '' when it cannot be read. @param {number} pid */
export function commandOf(pid) {
  try {
    if (linux) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/**
 * Stops a process that is not our child: one signal after the other until it is gone.
 * @param {number} pid
 * @param {string} identity
 * @param {StopStep[]} steps
 * @returns {Promise<boolean>} whether it is gone
 */
export async function stopProcess(pid, identity, steps) {
  for (const [signal, waitMs] of steps) {
    if (!isAlive(pid, identity)) return true;
    trySignal(pid, signal);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline && isAlive(pid, identity)) await delay(50);
  }
  return !isAlive(pid, identity);
}

/**
 * Sends a signal and tells whether there was anybody to receive it. A negative number means a process group.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function trySignal(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
