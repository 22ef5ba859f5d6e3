import type { Logger } from "./log";

/** Runs `stop` once on SIGTERM, SIGINT or SIGHUP and then exits: 0 when it finished in time, 1 when it did not. */
export function exitGracefully(log: Logger, limitMs: number, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "shutdown_signal_received");
    setTimeout(() => {
      log.error({ limitMs }, "shutdown_timed_out");
      process.exit(1);
    }, limitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "shutdown_failed");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => begin(signal));
}

/** Ends the process on an error nobody caught, since its state can no longer be trusted; the supervisor starts a new one. */
export function failFast(log: Logger): void {
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught_exception");
    process.exit(1);
  });
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "unhandled_rejection");
    process.exit(1);
  });
}
