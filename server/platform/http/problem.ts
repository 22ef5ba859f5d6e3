import type { Problem, ProblemCode } from "@/lib/contracts/problem";
import { AppError, isOutage, messageOf, Overloaded } from "../errors";
import type { Logger } from "../log";

/** The one place where an error becomes an HTTP status. */
const statuses: Readonly<Record<ProblemCode, number>> = {
  bad_request: 400,
  invalid_body: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  already_settled: 409,
  conflict: 409,
  expired: 410,
  target_drifted: 412,
  body_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  pins_widen: 422,
  step_up_required: 403,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
};

/** The status of a code. */
export function statusOf(code: ProblemCode): number {
  return statuses[code];
}

/** A problem ready to send. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
}

/** Turns any thrown value into problem details; the caller learns the code and the remedy, the log the rest. */
export function problemFor(error: unknown, requestId: string, log: Logger): ProblemAnswer {
  const app = error instanceof AppError ? error : null;
  const code: ProblemCode = app?.code ?? (isOutage(error) ? "unavailable" : "internal");
  const status = statuses[code];
  if (status >= 500 && !(error instanceof Overloaded)) log.error({ err: error, internal: app?.details.internal, requestId }, "request_failed");
  else log.debug({ err: messageOf(error), code, requestId }, "request_refused");
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (code === "unavailable" || code === "too_many_requests") headers["retry-after"] = String(app?.details.retryAfterSeconds ?? 5);
  if (code === "unauthenticated") headers["www-authenticate"] = 'Bearer realm="awoooi"';
  return {
    status,
    headers,
    body: {
      type: `urn:awoooi:problem:${code}`,
      title: code.replaceAll("_", " "),
      status,
      ...(app === null ? { detail: code === "unavailable" ? "A store is not answering; try again shortly." : "Something went wrong on our side; the request id finds it in the log." } : { detail: app.message }),
      code,
      requestId,
      issues: [...(app?.details.issues ?? [])],
      ...(app?.details.current === undefined ? {} : { current: app.details.current }),
    },
  };
}
