import { createServer, type Server, type ServerResponse } from "node:http";
import { newId } from "@/lib/ids";
import type { Container } from "../container";
import { Rejected } from "../platform/errors";
import { problemFor } from "../platform/http/problem";
import { readMetrics } from "../platform/metrics-door";
import { tunables } from "../platform/tunables";
import { refreshGauges } from "../stats/gauges";

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string): void {
  response.writeHead(status, { "x-content-type-options": "nosniff", ...headers }).end(body);
}

/** A worker's door for whoever watches over it: `/healthz` says that it lives, `/readyz` that it reaches PostgreSQL, `/metrics` what it does. */
export function createWorkerDoor(container: Container): Server {
  const ctx = container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
  const json = { "content-type": "application/json" };
  const answer = async (path: string, authorization: string | null, response: ServerResponse): Promise<void> => {
    if (path === "/healthz") return send(response, 200, json, '{"status":"ok"}');
    if (path === "/readyz") {
      await container.pool.query("select 1");
      return send(response, 200, json, '{"ready":true}');
    }
    if (path !== "/metrics") throw new Rejected("not_found", "A worker answers /healthz, /readyz and /metrics.");
    const { body, contentType } = await readMetrics(container.config, authorization, () => refreshGauges(ctx, container.redis, container.keys));
    send(response, 200, { "content-type": contentType }, body);
  };
  const server = createServer((request, response) => {
    answer((request.url ?? "/").split("?")[0] ?? "/", request.headers.authorization ?? null, response).catch((error: unknown) => {
      const problem = problemFor(error, newId("request"), container.log);
      send(response, problem.status, problem.headers, JSON.stringify(problem.body));
    });
  });
  server.headersTimeout = tunables.headersTimeoutMs;
  server.requestTimeout = tunables.requestTimeoutMs;
  return server;
}
