import { QueryError } from "./errors";
import { parseDuration } from "./literal";

/** The one value of a required parameter. */
export function required(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (value === null || value === "") throw invalid(name, name === "query" ? "unknown position: parse error: no expression found in input" : `cannot parse "" to a valid ${name === "step" ? "duration" : "timestamp"}`);
  return value;
}

/** A moment given as unix seconds or RFC 3339, in milliseconds. */
export function readTime(params: URLSearchParams, name: string, otherwise?: number): number {
  const text = params.get(name);
  if ((text === null || text === "") && otherwise !== undefined) return otherwise;
  const value = text ?? "";
  const seconds = value.trim() === "" ? Number.NaN : Number(value);
  // Prometheus' own moments are 64-bit milliseconds; beyond exact ones no step leads anywhere.
  if (Math.abs(seconds) <= Number.MAX_SAFE_INTEGER / 1_000) return Math.round(seconds * 1_000);
  const parsed = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(parsed)) throw invalid(name, `cannot parse ${JSON.stringify(value)} to a valid timestamp`);
  return parsed;
}

/** A step given as seconds or a duration, in milliseconds. */
export function readStep(params: URLSearchParams): number {
  const value = params.get("step") ?? "";
  const seconds = value.trim() === "" ? Number.NaN : Number(value);
  const step = Number.isFinite(seconds) ? Math.round(seconds * 1_000) : parseDuration(value);
  if (step === undefined) throw invalid("step", `cannot parse ${JSON.stringify(value)} to a valid duration`);
  if (step <= 0) throw invalid("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
  return step;
}

function invalid(name: string, reason: string): QueryError {
  return new QueryError("bad_data", `invalid parameter ${JSON.stringify(name)}: ${reason}`);
}
