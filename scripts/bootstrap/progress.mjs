const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * What the person at the terminal sees: one line per long step. On a TTY the running steps share a spinner line; elsewhere
 * every step prints a line when it begins and one when it ends, each with the seconds since the start.
 */
export class Progress {
  /** @param {NodeJS.WriteStream} [stream] */
  constructor(stream = process.stdout) {
    this.stream = stream;
    this.startedAt = Date.now();
    /** @type {Map<symbol, {label: string, since: number}>} */
    this.running = new Map();
    this.frame = 0;
    /** Once somebody asked us to stop, a step that breaks off is no failure. */
    this.stopping = false;
    this.live = Boolean(stream.isTTY) && process.env.TERM !== 'dumb' && !process.env.CI;
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
    // The terminal may go away before we do; that must not stop an orderly shutdown.
    stream.on('error', () => {});
  }

  /**
   * Runs a step and shows it; rethrows what it throws.
   * @template T
   * @param {string} label
   * @param {() => Promise<T> | T} work
   * @returns {Promise<T>}
   */
  async step(label, work) {
    const key = Symbol(label);
    const since = Date.now();
    this.running.set(key, { label, since });
    if (this.live) this.#spin();
    else this.line(`${label} …`);
    try {
      const result = await work();
      this.#finish(key, `${this.live ? '✓ ' : ''}${label}: done in ${seconds(Date.now() - since)}`);
      return result;
    } catch (error) {
      const how = this.stopping ? 'stopped' : 'failed';
      this.#finish(key, `${this.live ? '✗ ' : ''}${label}: ${how} after ${seconds(Date.now() - since)}`);
      throw error;
    }
  }

  /** One line with the time since the start. @param {string} text */
  line(text) {
    this.print(`[${String(Math.round((Date.now() - this.startedAt) / 1000)).padStart(4)}s] ${text}`);
  }

  /** One line as it is. @param {string} text */
  print(text) {
    this.#clear();
    this.stream.write(`${text}\n`);
    this.#draw();
  }

  /** @param {symbol} key @param {string} text */
  #finish(key, text) {
    this.running.delete(key);
    this.line(text);
    if (this.running.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  #spin() {
    this.timer ??= setInterval(() => {
      this.frame = (this.frame + 1) % frames.length;
      this.#clear();
      this.#draw();
    }, 120).unref();
    this.#draw();
  }

  #clear() {
    if (this.live) this.stream.write('\r\u001b[2K');
  }

  #draw() {
    if (!this.live || this.running.size === 0) return;
    const steps = [...this.running.values()].map(({ label, since }) => `${label} ${seconds(Date.now() - since)}`);
    const text = `${frames[this.frame]} ${steps.join(' · ')}`;
    this.stream.write(text.slice(0, Math.max(20, (this.stream.columns || 80) - 1)));
  }
}

/** @param {number} ms */
function seconds(ms) {
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
