import { describe, expect, test } from "vitest";
import { operations } from "@/lib/contracts/api";
import { problemsOf } from "@/lib/contracts/operation";
import { openApiDocument } from "@/server/platform/http/openapi";
import { statusOf } from "@/server/platform/http/problem";
import { dispatch, importRoute, routeFiles } from "../support/routes";

const methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
const routes = routeFiles().filter(({ path }) => path !== "/api/v1/openapi.json" && !path.startsWith("/api/v1/auth/"));

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
/** The document as a client gets it. */
const document = JSON.parse(JSON.stringify(openApiDocument())) as Json & { paths: Record<string, Record<string, Json>>; components: Record<string, Json> };

/** Every object of the document with where it stands. */
function* objectsOf(value: unknown, where = "#"): Generator<[where: string, node: Json]> {
  if (isObject(value)) yield [where, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* objectsOf(child, `${where}/${key}`);
}

function resolve(ref: string): unknown {
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, key) => (isObject(node) ? node[key.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined), document);
}

describe("routes and operations", () => {
  test.each(routes.map((route) => [route.path, route] as const))("%s exports exactly the methods of its operations", async (path, route) => {
    const exported = Object.keys(await importRoute(route)).filter((name) => methods.includes(name));
    const promised = operations.filter((operation) => operation.path === path).map((operation) => operation.method);
    expect(promised.length).toBeGreaterThan(0);
    expect(exported.sort()).toEqual(promised.sort());
  });

  test("every operation has its route, and its id and its method on a path are its own", () => {
    const paths = new Set(routes.map((route) => route.path));
    expect(operations.filter((operation) => !paths.has(operation.path)).map((operation) => operation.path)).toEqual([]);
    expect(new Set(operations.map((operation) => operation.id)).size).toBe(operations.length);
    expect(new Set(operations.map((operation) => `${operation.method} ${operation.path}`)).size).toBe(operations.length);
  });
});

describe("openApiDocument", () => {
  test("is OpenAPI 3.1 with every operation and nothing else", () => {
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1\.\d+$/) as string, info: { title: "AWOOOI", version: expect.any(String) as string } });
    const described = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => `${method.toUpperCase()} ${path} ${String(operation.operationId)}`));
    expect(described.sort()).toEqual(operations.map((operation) => `${operation.method} ${operation.path} ${operation.id}`).sort());
  });

  test("resolves every $ref, to a component that is named once", () => {
    const refs = [...objectsOf(document)].flatMap(([where, node]) => (typeof node.$ref === "string" ? [[where, node.$ref] as const] : []));
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter(([, ref]) => !ref.startsWith("#/components/") || !isObject(resolve(ref)))).toEqual([]);
    for (const name of Object.values(document.components).flatMap((kind) => Object.keys(kind))) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/);
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))("%s declares its parameters, body, answers and security", (_id, operation) => {
    const described = document.paths[operation.path]?.[operation.method.toLowerCase()] ?? {};
    const parameters = (described.parameters ?? []) as { name: string; in: string; required?: boolean; schema?: unknown }[];
    const inPath = parameters.filter((parameter) => parameter.in === "path");
    expect(inPath.map((parameter) => parameter.name).sort()).toEqual([...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
    expect(inPath.every((parameter) => parameter.required === true)).toBe(true);
    expect(parameters.every((parameter) => isObject(parameter.schema) && ["path", "query", "header"].includes(parameter.in))).toBe(true);
    expect(parameters.filter((parameter) => parameter.in === "header").map((parameter) => parameter.name).sort()).toEqual(Object.keys(operation.headers?.shape ?? {}).sort());
    expect(isObject(described.requestBody)).toBe(operation.body !== undefined);
    const responses = described.responses as Record<string, { description: string; content: Record<string, { schema: unknown }> }>;
    expect(Object.keys(responses)).toEqual(expect.arrayContaining([operation.status, ...problemsOf(operation).map(statusOf)].map(String)));
    for (const [status, response] of Object.entries(responses)) {
      expect(response.description).not.toBe("");
      const media = Number(status) < 400 ? operation.media : "application/problem+json";
      expect(Object.keys(response.content)).toEqual([media]);
      expect(isObject(response.content[media]?.schema)).toBe(true);
    }
    expect(described.security).toEqual(operation.role === null ? [] : [{ bearer: [] }, { session: [] }]);
  });

  test("names only security schemes that it defines", () => {
    const used = [...objectsOf(document.paths)].flatMap(([, node]) => (Array.isArray(node.security) ? node.security : [])).flatMap((entry) => Object.keys(entry as Json));
    expect([...new Set(used)].sort()).toEqual(Object.keys(document.components.securitySchemes ?? {}).sort());
  });

  test("is served to anybody at /api/v1/openapi.json", async () => {
    const response = await dispatch(new Request("http://localhost/api/v1/openapi.json"));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual(document);
  });
});
