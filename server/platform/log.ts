import pino from "pino";

export type Logger = pino.Logger;

/** Keys whose values never reach a log line, at the top or one level down. */
const secretKeys = ["password", "token", "secret", "authorization", "cookie"];

/** Makes the JSON logger of one process; outside text only ever enters as a field, so it cannot start a second line. */
export function createLogger(name: string, level: pino.LevelWithSilent = "info"): Logger {
  return pino({
    name,
    level,
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
