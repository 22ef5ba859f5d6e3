const sameKeyPressMs = 400;

/**
 * Calls `stop` for the first Ctrl-C, SIGTERM or SIGHUP and `hurry` for every later one. npm passes on what the terminal
 * has already sent us, so signals in quick succession count as one.
 * @param {{stop: () => void, hurry: () => void}} handlers
 */
export function onStopRequest({ stop, hurry }) {
  let lastAt = 0;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const now = Date.now();
      const first = lastAt === 0;
      const repeated = now - lastAt < sameKeyPressMs;
      lastAt = now;
      if (first) stop();
      else if (!repeated) hurry();
    });
  }
}
