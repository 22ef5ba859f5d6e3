import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rotateLog, sizeOf, tailOf } from './logs.mjs';
import { root } from './paths.mjs';
import { trySignal } from './processes.mjs';

/**
 * @typedef {object} ChildSpec
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [cwd]
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {boolean} store stores are stopped last, and never hurried
 * @property {import('./processes.mjs').StopStep[]} stopSteps
 */

const restartsPerMinute = 5;
const minuteMs = 60_000;

/** One long-running process: its log, its restarts after a crash (with back-off, at most 5 in a minute) and its end. */
export class Child {
  /**
   * @param {ChildSpec} spec
   * @param {import('./task.mjs').Context} context
   * @param {(reason: string) => void} giveUp called when it crashed too often
   */
  constructor(spec, context, giveUp) {
    this.spec = spec;
    this.context = context;
    this.giveUp = giveUp;
    this.logFile = path.join(context.logs, `${spec.name}.log`);
    this.stopping = false;
    this.hurried = false;
    /** Set once it answered; a store that dies before that is not tried again. */
    this.ready = false;
    /** @type {number[]} */
    this.crashes = [];
    /** @type {import('node:child_process').ChildProcess | undefined} */
    this.process = undefined;
    /** @type {Promise<void>} */
    this.exited = Promise.resolve();
    /** @type {NodeJS.Timeout | undefined} */
    this.restartTimer = undefined;
    rotateLog(this.logFile);
  }

  get alive() {
    return this.process !== undefined;
  }

  start() {
    const { name, command, args, env, cwd = root, uid, gid, store } = this.spec;
    this.logStart = sizeOf(this.logFile);
    const log = openSync(this.logFile, 'a', 0o600);
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true, // its own process group: the terminal's Ctrl-C reaches us alone, and we decide the order
      stdio: ['ignore', log, log],
      ...(uid === undefined ? {} : { uid, gid }),
    });
    closeSync(log);
    this.process = child;
    if (child.pid) this.context.record(name, child.pid);
    this.exited = new Promise((resolve) => {
      const gone = (/** @type {string} */ how) => {
        if (this.process !== child) return;
        this.process = undefined;
        if (!store && child.pid) trySignal(-child.pid, 'SIGKILL'); // whatever it left in its group
        this.context.forget(name);
        resolve();
        if (!this.stopping) this.#crashed(how);
      };
      child.once('error', (error) => gone(error.message));
      child.once('exit', (code, signal) => gone(signal ? `killed by ${signal}` : `exit code ${code}`));
    });
  }

  /** Ends it: each signal of its steps in turn until it is gone. Never rejects. */
  async stop() {
    this.stopping = true;
    clearTimeout(this.restartTimer);
    for (const [signal, waitMs] of this.spec.stopSteps) {
      if (!this.process?.pid) return;
      if (this.hurried && signal !== 'SIGKILL' && !this.spec.store) continue;
      trySignal(this.process.pid, signal);
      await Promise.race([this.exited, delay(waitMs, undefined, { ref: false }), this.#whenHurried()]);
    }
  }

  /** Cuts a running stop short; stores take the time they need. */
  hurry() {
    if (this.spec.store) return;
    this.hurried = true;
    this.wake?.();
  }

  /** The last lines it wrote since it was started. */
  tail() {
    return tailOf(this.logFile, { fromByte: this.logStart ?? 0 });
  }

  /** @returns {Promise<void>} */
  #whenHurried() {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (this.hurried) resolve();
    });
  }

  /** @param {string} how */
  #crashed(how) {
    const { progress } = this.context;
    const { name } = this.spec;
    const now = Date.now();
    this.crashes = [...this.crashes.filter((at) => now - at < minuteMs), now];
    progress.line(`⚠ the ${name} stopped unexpectedly (${how}); its last lines:`);
    for (const line of this.tail().split('\n')) progress.print(`        ${line}`);
    if (this.spec.store && !this.ready) {
      this.giveUp(`The ${name} did not start (${how}).`);
      return;
    }
    if (this.crashes.length > restartsPerMinute) {
      this.giveUp(`The ${name} crashed ${this.crashes.length} times within a minute.`);
      return;
    }
    const waitMs = Math.min(500 * 2 ** (this.crashes.length - 1), 8_000);
    progress.line(`restarting the ${name} in ${waitMs / 1000} s (log: ${this.logFile})`);
    this.restartTimer = setTimeout(() => this.start(), waitMs);
  }
}
