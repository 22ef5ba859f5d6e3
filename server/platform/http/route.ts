import type { z } from "zod";
import type { Operation } from "@/lib/contracts/operation";
import { newId } from "@/lib/ids";
import type { Ctx } from "../ctx";
import { Rejected } from "../errors";
import { createLogger } from "../log";
import { metrics } from "../metrics";
import { tunables } from "../tunables";
import { identify, requireRole, requireSameOrigin, type Principal } from "./principal";
import { problemFor } from "./problem";
import { webRuntime, type WebRuntime } from "./runtime";

type Parsed<T> = T extends z.ZodType ? z.infer<T> : undefined;

/** What a handler gets: everything checked and parsed by the operation's own schemas. */
export interface RouteInput<O extends Operation> {
  readonly ctx: Ctx;
  /** Who calls; an operation without a role has nobody. */
  readonly principal: O["role"] extends null ? null : Principal;
  readonly params: Parsed<O["params"]>;
  readonly query: Parsed<O["query"]>;
  readonly headers: Parsed<O["headers"]>;
  readonly body: Parsed<O["body"]>;
  readonly operation: O;
  readonly request: Request;
}

const nobody = { kind: "human", id: "anonymous", name: "anonymous" } as const;

/** Whether PostgreSQL can hold every text in it: it takes neither NUL nor lone surrogates. */
function isStorable(value: unknown): boolean {
  if (typeof value === "string") return !/[\0\p{Surrogate}]/u.test(value);
  return typeof value !== "object" || value === null || Object.entries(value).every(([name, inner]) => isStorable(name) && isStorable(inner));
}

function parseWith(schema: z.ZodType | undefined, value: unknown, code: "bad_request" | "invalid_body", where: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success && isStorable(parsed.data)) return parsed.data;
  if (parsed.success) throw new Rejected(code, `The ${where} holds a NUL character or half a character.`);
  throw new Rejected(code, `The ${where} is not as the API describes it.`, { issues: parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message })) });
}

/** Reads a body up to a limit. @throws {Rejected} 413 as soon as it is exceeded */
async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw new Rejected("body_too_large", `The body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Reads a body of JSON. @throws {Rejected} 415 for another type, 413, 400 for what is none */
export async function readJson(request: Request): Promise<unknown> {
  if (request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() !== "application/json") throw new Rejected("unsupported_media_type", "Send the body as application/json.");
  const bytes = await readBody(request, tunables.maxJsonBodyBytes);
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new Rejected("invalid_body", "The body is not JSON.");
  }
}

/** Runs a handler, turns whatever it throws into problem details, and times it under the operation's id. */
export async function answering(run: () => Promise<Response>, operationId?: string): Promise<Response> {
  const requestId = newId("request");
  const startedAt = performance.now();
  const response = await run().catch((error: unknown) => {
    const problem = problemFor(error, requestId, safeLog());
    return Response.json(problem.body, { status: problem.status, headers: problem.headers });
  });
  response.headers.set("x-request-id", requestId);
  if (operationId !== undefined) metrics.httpSeconds.labels(operationId, String(response.status)).observe((performance.now() - startedAt) / 1000);
  return response;
}

function safeLog() {
  try {
    return webRuntime().log;
  } catch {
    return createLogger("web");
  }
}

/** Lets a caller in: the origin of a write, who it is, the role, and how many writes it made lately. @throws {Rejected} 401, 403 or 429 */
async function admit(runtime: WebRuntime, operation: Operation, headers: Headers): Promise<Principal | null> {
  const writes = operation.method !== "GET";
  if (writes) requireSameOrigin(runtime, headers);
  if (operation.role === null) return null;
  const principal = requireRole(await identify(runtime, headers), operation.role);
  if (writes) await runtime.limiter.take(`write:${principal.actor.kind}:${principal.actor.id}`, tunables.apiWrites);
  return principal;
}

/**
 * A Next route handler made from an operation: it authorises by itself, checks the origin of writes, parses everything by the
 * operation's schemas, and answers with JSON or whatever `Response` the handler made.
 */
export function route<O extends Operation>(operation: O, handler: (input: RouteInput<O>) => Promise<z.infer<O["response"]> | Response>) {
  return (request: Request, context: { params: Promise<Record<string, string | string[] | undefined>> }): Promise<Response> =>
    answering(async () => {
      const runtime = webRuntime();
      const principal = await admit(runtime, operation, request.headers);
      const input = {
        ctx: runtime.ctx(principal?.actor ?? nobody, principal?.channel ?? "web"),
        principal,
        params: parseWith(operation.params, await context.params, "bad_request", "path"),
        query: parseWith(operation.query, Object.fromEntries(new URL(request.url).searchParams), "bad_request", "query"),
        headers: parseWith(operation.headers, Object.fromEntries(request.headers), "bad_request", "set of headers"),
        body: operation.body === undefined ? undefined : parseWith(operation.body, await readJson(request), "invalid_body", "body"),
        operation,
        request,
      } as RouteInput<O>;
      const answer = await handler(input);
      if (answer instanceof Response) return answer;
      return Response.json(answer, { status: operation.status, headers: { "cache-control": "no-store" } });
    }, operation.id);
}
