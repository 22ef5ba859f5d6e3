import type { ProblemCode } from "@/lib/contracts/problem";

/** A refusal or fault with a public code and message; `cause` and `internal` stay in the log. The class decides who may retry. */
export class AppError extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly details: { issues?: readonly { path: string; message: string }[]; current?: unknown; internal?: string; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
  }
}

/** The caller sent something that will never work; never retried. */
export class Rejected extends AppError {}

/** Something this process needs did not answer; the same call may work later. */
export class Unavailable extends AppError {
  constructor(message: string, details: { internal?: string; cause?: unknown; retryAfterSeconds?: number } = {}) {
    super("unavailable", message, { retryAfterSeconds: 5, ...details });
  }
}

/** This process has more to do than it may take on; no fault, so no log line for each. */
export class Overloaded extends Unavailable {
  constructor(message: string) {
    super(message, { retryAfterSeconds: 1 });
  }
}

/** Node's network errors and PostgreSQL's "try later" classes: the fault is a dependency's, not the caller's. */
export function isOutage(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const code = "code" in current && typeof current.code === "string" ? current.code : "";
    if (/^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|08|53|57P|25006)/.test(code)) return true;
    if (/timeout|Connection terminated|not queryable/i.test(current.message)) return true;
  }
  return false;
}

/** This process lost its claim on a piece of work to another; it must drop the work and write nothing. */
export class Fenced extends Error {
  constructor(what: string) {
    super(`lost the claim on ${what}`);
    this.name = "Fenced";
  }
}

/** Whether an error is of the query builder, whose message is the SQL with every parameter: secrets and whole bodies. */
export function isQueryError(error: Error): error is Error & { query: string } {
  return "query" in error && "params" in error && typeof error.query === "string";
}

/** The message of any thrown value, for logs and problem params; at most 500 characters, and never a query's parameters: there the cause speaks. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 500);
  if (!isQueryError(error)) return error.message.slice(0, 500);
  return error.cause === undefined ? "the query failed" : messageOf(error.cause);
}
