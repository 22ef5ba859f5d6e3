import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Call, Reply } from "./call";
import { badRequest, failure, KubeError, unauthorized } from "./kube/status";
import { maxBodyBytes } from "./tunables";

/** Answers an authorised call. */
export type Answer = (call: Call) => Reply;

/** A server on bare node:http: health is open, everything else needs the bearer token; bodies are limited. */
export function createRangeServer(token: string, answer: Answer, onError: (error: unknown) => void): Server {
  return createServer((request, response) => {
    handle(request, response, token, answer).catch((error: unknown) => {
      if (error instanceof KubeError) {
        send(response, { kind: "json", status: error.facts.code, body: failure(error.facts) });
        return;
      }
      onError(error);
      const facts = { code: 500, reason: "InternalError", message: "Internal error occurred" };
      if (!response.headersSent) send(response, { kind: "json", status: 500, body: failure(facts) });
      else response.destroy();
    });
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, token: string, answer: Answer): Promise<void> {
  const url = readUrl(request.url ?? "/");
  const method = request.method ?? "GET";
  if (url.pathname === "/healthz") {
    send(response, { kind: "text", status: 200, body: "ok", contentType: "text/plain; charset=utf-8" });
    return;
  }
  if (!isAuthorised(request.headers.authorization, token)) throw unauthorized();
  const body = method === "GET" || method === "HEAD" ? "" : await readBody(request);
  const contentType = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const params = new URLSearchParams(url.search);
  if (contentType === "application/x-www-form-urlencoded") {
    for (const [name, value] of new URLSearchParams(body)) params.append(name, value);
  }
  send(response, answer({ method, path: url.pathname, params, contentType, body }));
}

function send(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case "json":
      response.writeHead(reply.status, { "Content-Type": "application/json", ...reply.headers });
      response.end(`${JSON.stringify(reply.body)}\n`);
      return;
    case "text":
      response.writeHead(reply.status, { "Content-Type": reply.contentType });
      response.end(reply.body);
      return;
    case "stream":
      reply.open(response);
      return;
  }
}

/** @throws {KubeError} 400 for an address that cannot be decoded. */
function readUrl(text: string): URL {
  try {
    const url = new URL(text, "http://range");
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw badRequest("the address cannot be read");
  }
}

/** @throws {KubeError} 413 beyond the limit. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) {
      throw new KubeError({ code: 413, reason: "RequestEntityTooLarge", message: `the body exceeds ${maxBodyBytes} bytes` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isAuthorised(header: string | undefined, token: string): boolean {
  const given = /^Bearer\s+(.+)$/i.exec(header ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
