import { satisfies, type Selector } from "./ast";
import { QueryError } from "./errors";
import type { Labels } from "./labels";
import { parseQuery } from "./parse";
import { readTime } from "./params";
import { queryInstant, queryRange } from "./query";
import type { SampleStore } from "./sample-store";

/** What the API needs from the rest of the range. */
export interface PrometheusSource {
  store: SampleStore;
  now(): number;
  alerts(): unknown[];
  ruleGroups(): unknown[];
}

/** One answer of the API. */
export interface PrometheusReply {
  status: number;
  body: unknown;
}

/** Answers one call below `/api/v1/` in Prometheus' own envelope; never throws for a bad query. */
export function answerPrometheus(source: PrometheusSource, path: string, params: URLSearchParams): PrometheusReply {
  try {
    return { status: 200, body: { status: "success", data: answer(source, path, params) } };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { status: error.status, body: { status: "error", errorType: error.errorType, error: error.message } };
  }
}

function answer(source: PrometheusSource, path: string, params: URLSearchParams): unknown {
  const values = /^label\/([^/]+)\/values$/.exec(path)?.[1];
  if (values !== undefined) return labelValues(source, decodeURIComponent(values), params);
  switch (path) {
    case "query":
      return queryInstant(source.store, params, source.now());
    case "query_range":
      return queryRange(source.store, params);
    case "series":
      if (params.getAll("match[]").length === 0) throw new QueryError("bad_data", "no match[] parameter provided");
      return selected(source, params);
    case "labels":
      return [...new Set(selected(source, params).flatMap((labels) => Object.keys(labels)))].sort();
    case "alerts":
      return { alerts: source.alerts() };
    case "rules":
      return { groups: source.ruleGroups() };
    default:
      throw new QueryError("not_found", `unknown API path ${JSON.stringify(path)}`);
  }
}

function labelValues(source: PrometheusSource, name: string, params: URLSearchParams): string[] {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) throw new QueryError("bad_data", `invalid label name: ${JSON.stringify(name)}`);
  return [...new Set(selected(source, params).flatMap((labels) => labels[name] ?? []))].sort();
}

/** Label sets of the series with samples in the asked time that satisfy any `match[]`. */
function selected(source: PrometheusSource, params: URLSearchParams): Labels[] {
  const selectors = params.getAll("match[]").map(readSelector);
  const startMs = readTime(params, "start", 0);
  const endMs = readTime(params, "end", source.now());
  const found = source.store.select((labels) => selectors.length === 0 || selectors.some((selector) => satisfies(labels, selector.matchers)));
  return found.filter((series) => source.store.slice(series, startMs - 1, endMs).times.length > 0).map((series) => series.labels);
}

function readSelector(text: string): Selector {
  const expr = parseQuery(text);
  if (expr.kind !== "selector") throw new QueryError("bad_data", 'invalid parameter "match[]": expected a series selector');
  return expr;
}
