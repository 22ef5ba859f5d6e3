import { Child } from './child.mjs';
import { BootstrapError, StopRequested } from './errors.mjs';
import { tasksSettled } from './task.mjs';

/** The order in which processes are stopped: those that take work in first, the stores last. */
const stopOrder = ['range', 'ingress', 'web', 'worker', 'redis', 'postgres'];

/** All processes of one run, and the one way they end. */
export class House {
  /** @param {{progress: import('./progress.mjs').Progress, logs: string, lock: import('./lock.mjs').Lock}} parts */
  constructor({ progress, logs, lock }) {
    this.abort = new AbortController();
    this.progress = progress;
    /** @type {import('./task.mjs').Context} */
    this.context = {
      progress,
      logs,
      signal: this.abort.signal,
      record: (name, pid) => lock.record(name, pid),
      forget: (name) => lock.forget(name),
    };
    /** @type {Map<string, Child>} */
    this.children = new Map();
    /** @type {Promise<void> | undefined} */
    this.stopped = undefined;
    /** Rejects when a process crashed too often; resolves never. @type {Promise<never>} */
    this.failed = new Promise((_, reject) => {
      this.fail = (/** @type {string} */ reason) => reject(new BootstrapError(reason, `Its log is in ${logs}.`));
    });
    this.failed.catch(() => {});
  }

  /** @param {import('./child.mjs').ChildSpec} spec */
  start(spec) {
    if (this.abort.signal.aborted) throw new StopRequested();
    const child = new Child(spec, this.context, (reason) => this.fail?.(reason));
    this.children.set(spec.name, child);
    child.start();
    return child;
  }

  /** Stops a single process and forgets it. @param {string} name */
  async dismiss(name) {
    await this.children.get(name)?.stop();
    this.children.delete(name);
  }

  /** Stops everything in order; the same promise for every caller. */
  stop() {
    this.stopped ??= this.#stopAll();
    return this.stopped;
  }

  /** Lets the processes that are not stores go at once. */
  hurry() {
    for (const child of this.children.values()) child.hurry();
  }

  async #stopAll() {
    // From here on a death is not a crash, whatever kills it.
    for (const child of this.children.values()) if (!child.spec.store) child.stopping = true;
    this.abort.abort();
    await tasksSettled();
    for (const name of stopOrder) await this.children.get(name)?.stop();
  }
}
