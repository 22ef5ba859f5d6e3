import { InvalidEnvironment, readConfig, type Config } from "./config";
import { createLogger, type Logger } from "./log";

/** Reads the environment and makes the logger of a process; on a bad environment it says everything that is wrong and exits 78 (EX_CONFIG). */
export function boot(name: string): { config: Config; log: Logger } {
  try {
    const config = readConfig();
    return { config, log: createLogger(name, config.logLevel) };
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
