import { createDocument } from "zod-openapi";
import { operations } from "@/lib/contracts/api";
import { problemsOf, type Operation } from "@/lib/contracts/operation";
import { problem, type ProblemCode } from "@/lib/contracts/problem";
import { statusOf } from "./problem";

function problemResponses(codes: readonly ProblemCode[]) {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries([...byStatus].map(([status, list]) => [String(status), { description: list.join(", "), content: { "application/problem+json": { schema: problem } } }]));
}

function describe(operation: Operation) {
  return {
    operationId: operation.id,
    summary: operation.summary,
    security: operation.role === null ? [] : [{ bearer: [] }, { session: [] }],
    requestParams: {
      ...(operation.params === undefined ? {} : { path: operation.params }),
      ...(operation.query === undefined ? {} : { query: operation.query }),
      ...(operation.headers === undefined ? {} : { header: operation.headers }),
    },
    ...(operation.body === undefined ? {} : { requestBody: { required: true, content: { "application/json": { schema: operation.body } } } }),
    responses: {
      [String(operation.status)]: { description: operation.role === null ? "Done" : `Done; needs the role ${operation.role}`, content: { [operation.media]: { schema: operation.response } } },
      ...problemResponses(problemsOf(operation)),
    },
  };
}

/** The OpenAPI 3.1 document of every operation, made from the schemas that the routes themselves parse with. */
export function openApiDocument() {
  const paths: Record<string, Record<string, ReturnType<typeof describe>>> = {};
  for (const operation of operations) paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  return createDocument({
    openapi: "3.1.0",
    info: { title: "AWOOOI", version: "1", description: "Agentic operations workspace. Errors are RFC 9457 problem details." },
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" }, session: { type: "apiKey", in: "cookie", name: "awoooi.session_token", description: "Over https its name begins with `__Host-`. A write by cookie needs the Origin of our own pages." } },
    },
  });
}
