import type { IncomingMessage } from "node:http";
import type { Container } from "../container";
import { Rejected } from "../platform/errors";
import { readMetrics } from "../platform/metrics-door";
import { readIngressReadiness } from "./readiness";

/** An answer ready to send. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const json = (status: number, value: unknown): Answer => ({ status, type: "application/json", text: JSON.stringify(value) });

/** What operators and probes ask: alive, ready, counted. Null when the path asks none of it. @throws {Rejected} 401 for metrics without a token, 405 */
export async function answerOperator(container: Container, isDraining: boolean, path: string, request: IncomingMessage): Promise<Answer | null> {
  const asked = path.replace(/^\/api\/v1\//, "/");
  if (asked !== "/healthz" && asked !== "/readyz" && asked !== "/metrics") return null;
  if (request.method !== "GET" && request.method !== "HEAD") throw new Rejected("method_not_allowed", "Ask this with GET.");
  if (asked === "/healthz") return json(200, { status: "ok" });
  if (asked === "/readyz") {
    const readiness = await readIngressReadiness(container, isDraining);
    return json(readiness.ready ? 200 : 503, readiness);
  }
  const { body, contentType } = await readMetrics(container.config, request.headers.authorization ?? null, () => Promise.resolve());
  return { status: 200, type: contentType, text: body };
}
