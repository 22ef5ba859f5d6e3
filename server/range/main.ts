import { createLogger } from "../platform/log";
import { readOptions, type RangeOptions } from "./options";
import { startRange } from "./range";

const log = createLogger("range");

function optionsOrExit(): RangeOptions {
  try {
    return readOptions(process.env);
  } catch (error) {
    log.fatal({ reason: error instanceof Error ? error.message : String(error) }, "range_misconfigured");
    process.exit(1);
  }
}

const range = await startRange(optionsOrExit()).catch((error: unknown) => {
  log.fatal({ err: error }, "range_start_failed");
  process.exit(1);
});

let closing = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    log.info({ signal }, "shutdown_signal_received");
    range.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "range_close_failed");
        process.exit(1);
      },
    );
  });
}
