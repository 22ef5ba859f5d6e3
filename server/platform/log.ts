import pino from "pino";
import { isQueryError, messageOf } from "./errors";
import { redactAll } from "./redact";

export type Logger = pino.Logger;

/** An error as a log line holds it, with its causes: what, why and where, never the parameters of a query. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return messageOf(error);
  const { stack = "", message } = error;
  const at = stack.indexOf(message);
  return {
    type: error.name,
    message: messageOf(error),
    ...("code" in error && { code: error.code }),
    ...(isQueryError(error) && { query: error.query.slice(0, 500) }),
    ...(at >= 0 && { stack: stack.slice(at + message.length).trim() }),
    ...(error.cause !== undefined && depth < 5 && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Makes the JSON logger of one process; outside text only ever enters as a field, so it cannot start a second line, and without what looks like a secret. */
export function createLogger(name: string, level: pino.LevelWithSilent = "info", destination: pino.DestinationStream = pino.destination(1)): Logger {
  const options: pino.LoggerOptions = {
    name,
    level,
    formatters: { log: (fields) => redactAll(fields) as Record<string, unknown> },
    serializers: { err: (error: unknown) => redactAll(describeError(error)) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination);
}
