import type { MetricsPort } from "@/server/evidence/port";
import { Rejected, Unavailable, messageOf } from "@/server/platform/errors";
import { tunables } from "@/server/platform/tunables";
import { graphLink } from "./link";
import { readText } from "./read-text";
import type { QueryData } from "./schema";
import { envelope } from "./schema";
import { latestOf, seriesOf } from "./series";

/*
 * Vendor doc: https://prometheus.io/docs/prometheus/latest/querying/api/ (also spoken by Thanos, Mimir and VictoriaMetrics)
 * Queries go as form POST, so a long expression fits. Redirects are not followed: the token would go with them.
 * Limits: one time-out for the whole exchange, 8 MiB of answer; a larger one is refused, never cut.
 * Lost: NaN, infinities, native histograms, string results, warnings and infos.
 */

const maxAnswerBytes = 8 * 1024 * 1024;

/** Statuses that speak of the way to Prometheus (credentials, load) and not of the query. */
const transientStatuses: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429]);

/** Where Prometheus is, for us (`baseUrl`) and for a human's browser (`publicUrl`); a path prefix is kept. */
export interface PrometheusOptions {
  baseUrl: string;
  token?: string;
  publicUrl?: string;
  timeoutMs?: number;
}

/** Questions to one Prometheus; nothing is retried and nothing is remembered. */
export function prometheusMetrics(options: PrometheusOptions): MetricsPort {
  const timeoutMs = options.timeoutMs ?? tunables.evidenceTimeoutMs;
  return {
    async queryRange({ query, start, end, stepSeconds }) {
      const range = { query, start: seconds(start), end: seconds(end), step: String(stepSeconds) };
      return seriesOf(await ask(options, "query_range", range, timeoutMs));
    },
    async query({ query, at }) {
      return latestOf(seriesOf(await ask(options, "query", at ? { query, time: seconds(at) } : { query }, timeoutMs)));
    },
    link(input) {
      return options.publicUrl ? graphLink(options.publicUrl, input) : null;
    },
  };
}

function seconds(at: Date): string {
  return String(at.getTime() / 1000);
}

async function ask(options: PrometheusOptions, endpoint: "query" | "query_range", form: Record<string, string>, timeoutMs: number): Promise<QueryData> {
  const { status, text } = await post(options, endpoint, form, timeoutMs);
  const answer = parseAnswer(text);
  if (status === 200 && answer?.status === "success") return answer.data;
  const theirs = answer?.status === "error" ? `${answer.errorType}: ${answer.error}` : null;
  if ((status === 200 && theirs !== null) || (status >= 400 && status < 500 && !transientStatuses.has(status))) {
    throw new Rejected("unprocessable", `Prometheus refused the query: ${theirs ?? `HTTP ${status}`}`.slice(0, 500));
  }
  throw new Unavailable("Prometheus did not answer the query.", { internal: `HTTP ${status}, ${theirs ?? "no Prometheus answer"}` });
}

async function post(options: PrometheusOptions, endpoint: string, form: Record<string, string>, timeoutMs: number): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.token) headers.authorization = `Bearer ${options.token}`;
  try {
    const response = await fetch(`${options.baseUrl.replace(/\/+$/, "")}/api/v1/${endpoint}`, {
      method: "POST",
      headers,
      body: new URLSearchParams({ ...form, timeout: `${timeoutMs}ms` }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await readText(response, maxAnswerBytes) };
  } catch (error) {
    if (error instanceof Rejected) throw error;
    throw new Unavailable("Prometheus cannot be reached.", { internal: messageOf(error), cause: error });
  }
}

function parseAnswer(text: string) {
  try {
    return envelope.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
