import { readMatcher, type AlertMatcher } from "../alert/matcher";

/** A refused call, with the body Alertmanager answers. */
export class AlertmanagerError extends Error {
  override name = "AlertmanagerError";

  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(JSON.stringify(body));
  }
}

/**
 * The matchers of the `filter` parameters.
 * @throws {AlertmanagerError} 400 for one that cannot be read.
 */
export function readFilters(params: URLSearchParams): AlertMatcher[] {
  return params.getAll("filter").map((text) => {
    const matcher = readMatcher(text);
    if (!matcher) throw new AlertmanagerError(400, `bad matcher format: ${text}`);
    return matcher;
  });
}
