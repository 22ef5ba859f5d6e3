import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { newId } from "@/lib/ids";
import { sourceName } from "@/lib/contracts/signal";
import type { Container } from "../container";
import { acceptDelivery, screenHeaders } from "../inbox/accept";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { problemFor } from "../platform/http/problem";
import { tunables } from "../platform/tunables";
import type { Headers } from "../sources/port";

const doorPath = /^\/api\/v1\/webhooks\/([a-z]+)$/;

function headersOf(request: IncomingMessage): Headers {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]));
}

/** Reads a body up to a limit. @throws {Rejected} 413 as soon as it is exceeded, whatever content-length said */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > limit) throw new Rejected("body_too_large", `The body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

async function answer(container: Container, ctx: Ctx, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path === "/healthz") return send(response, 200, { "content-type": "application/json" }, { status: "ok" });
  if (path === "/readyz") {
    await container.pool.query("select 1");
    return send(response, 200, { "content-type": "application/json" }, { ready: true });
  }
  const name = sourceName.safeParse(doorPath.exec(path)?.[1]);
  if (!name.success) throw new Rejected("not_found", "There is no such door; webhooks go to /api/v1/webhooks/<source>.");
  if (request.method !== "POST") throw new Rejected("method_not_allowed", "Webhooks are sent with POST.");
  const source = container.sources[name.data];
  const headers = headersOf(request);
  screenHeaders(source, headers);
  const rawBody = await readBody(request, source.maxBodyBytes);
  const receipt = await acceptDelivery({ ctx, source, secrets: container.doorSecrets(name.data), delivery: { headers, rawBody } });
  send(response, 202, { "content-type": "application/json" }, receipt);
}

/** The webhook door on bare `node:http`: the same verb and the same answers as the Next route, at a fraction of the cost. */
export function createIngress(container: Container): Server {
  const ctx = container.ctx({ kind: "source", id: "webhook", name: "webhook" }, "webhook");
  const server = createServer((request, response) => {
    answer(container, ctx, request, response).catch((error: unknown) => {
      const problem = problemFor(error, newId("request"), container.log);
      // The rest of a refused body is not read; the connection must not be used for another request.
      if (!request.complete) response.setHeader("connection", "close");
      if (!response.headersSent) send(response, problem.status, problem.headers, problem.body);
      else response.destroy();
    });
  });
  server.headersTimeout = tunables.headersTimeoutMs;
  server.requestTimeout = tunables.requestTimeoutMs;
  return server;
}
