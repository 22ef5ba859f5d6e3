/** A failure the person at the terminal can act on: printed as its message and remedy, without a stack. */
export class BootstrapError extends Error {
  /**
   * @param {string} message what went wrong, in one line
   * @param {string} [remedy] what to do about it
   * @param {string} [details] the last lines of a log, printed between the two
   */
  constructor(message, remedy = '', details = '') {
    super(message);
    this.name = 'BootstrapError';
    this.remedy = remedy;
    this.details = details;
  }
}

/** Somebody asked us to stop while a step was still under way; not a failure. */
export class StopRequested extends Error {
  constructor() {
    super('stop requested');
    this.name = 'StopRequested';
  }
}

/**
 * The lines to show for an error: message, details, remedy; the stack only for what nobody foresaw.
 * @param {unknown} error
 * @returns {string[]}
 */
export function describeError(error) {
  if (error instanceof BootstrapError) {
    const details = error.details ? error.details.split('\n').map((line) => `    ${line}`) : [];
    return [`✗ ${error.message}`, ...details, ...(error.remedy ? [`  → ${error.remedy}`] : [])];
  }
  if (error instanceof Error) return [`✗ ${error.stack ?? error.message}`];
  return [`✗ ${String(error)}`];
}
