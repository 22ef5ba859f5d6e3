/** A failure of a query, with Prometheus' own error type and HTTP status. */
export class QueryError extends Error {
  constructor(
    readonly errorType: "bad_data" | "execution" | "not_found",
    message: string,
  ) {
    super(message);
    this.name = "QueryError";
  }

  /** The status Prometheus answers this error with. */
  get status(): number {
    switch (this.errorType) {
      case "bad_data":
        return 400;
      case "execution":
        return 422;
      case "not_found":
        return 404;
    }
  }
}

/** The error of a query that is valid PromQL but beyond this engine. */
export function unsupported(what: string): QueryError {
  return new QueryError("execution", `unsupported by the range: ${what}`);
}

/** The error of a query that is not valid PromQL. */
export function parseError(position: number, message: string): QueryError {
  return new QueryError("bad_data", `invalid parameter "query": 1:${position + 1}: parse error: ${message}`);
}
