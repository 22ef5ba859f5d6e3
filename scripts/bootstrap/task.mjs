import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError, StopRequested } from './errors.mjs';
import { sizeOf, tailOf } from './logs.mjs';
import { root } from './paths.mjs';
import { trySignal } from './processes.mjs';

/**
 * What every step may need of the run it belongs to.
 * @typedef {object} Context
 * @property {import('./progress.mjs').Progress} progress
 * @property {AbortSignal} signal aborts when the run is to end
 * @property {string} logs directory of log files
 * @property {(name: string, pid: number) => void} record notes a process, so that a later start can end it if we cannot
 * @property {(name: string) => void} forget
 */

/**
 * @typedef {object} TaskOptions
 * @property {string} name also the name of the log file
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd] the checkout when not given
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {'log' | 'terminal' | 'capture'} [output] where the output goes; 'capture' keeps stdout and logs stderr
 * @property {boolean} [tolerant] a non-zero exit is an answer, not an error
 */

/** @type {Set<Promise<unknown>>} */
const running = new Set();

/** Resolves when no task is left; after an abort nobody may go before. */
export async function tasksSettled() {
  await Promise.allSettled([...running]);
}

/**
 * Runs one command to its end in its own process group. A stop request ends the whole group first.
 * @param {Context} context
 * @param {TaskOptions} options
 * @returns {Promise<{code: number, stdout: string}>}
 * @throws {BootstrapError} when it fails, with the last lines of its log
 * @throws {StopRequested} when it was stopped
 */
export function runTask(context, options) {
  const promise = run(context, options);
  running.add(promise);
  promise.catch(() => {}).finally(() => running.delete(promise));
  return promise;
}

/** @param {Context} context @param {TaskOptions} options */
async function run(context, { name, command, args, env = process.env, cwd = root, uid, gid, output = 'log', tolerant = false }) {
  if (context.signal.aborted) throw new StopRequested();
  const logFile = path.join(context.logs, `${name}.log`);
  const fromByte = sizeOf(logFile);
  const log = openSync(logFile, 'a', 0o600);
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = output === 'terminal' ? ['ignore', 'inherit', 'inherit'] : ['ignore', output === 'capture' ? 'pipe' : log, log];
  let code = 1;
  let stdout = '';
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio, ...(uid === undefined ? {} : { uid, gid }) });
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    if (child.pid) context.record(`task:${name}`, child.pid);
    const end = () => endGroup(child);
    context.signal.addEventListener('abort', end, { once: true });
    code = await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new BootstrapError(`${command} could not be started (${error.message}).`)));
      child.once('close', (status) => resolve(status ?? 1));
    }).finally(() => {
      context.signal.removeEventListener('abort', end);
      context.forget(`task:${name}`);
    });
  } finally {
    closeSync(log);
  }
  if (context.signal.aborted) throw new StopRequested();
  if (code !== 0 && !tolerant) {
    const details = output === 'terminal' ? '' : tailOf(logFile, { lines: 30, fromByte });
    throw new BootstrapError(`${name} failed (exit code ${code}).`, output === 'terminal' ? '' : `The whole log: ${logFile}`, details);
  }
  return { code, stdout };
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  const { pid } = child;
  if (!pid) return;
  trySignal(-pid, 'SIGTERM');
  const hard = setTimeout(() => trySignal(-pid, 'SIGKILL'), 5_000);
  child.once('close', () => clearTimeout(hard));
}
