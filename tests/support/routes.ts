import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expectDeclared, operationOf } from "./declared";

const apiRoot = resolve(import.meta.dirname, "../../app/api/v1");

/** One `route.ts` under `app/api/v1`, with its URL path as OpenAPI writes it. */
export interface RouteFile {
  readonly file: string;
  readonly path: string;
}

export type RouteHandler = (request: Request, context: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;

/** Every route file of the API, as the file tree has them. */
export function routeFiles(): RouteFile[] {
  return readdirSync(apiRoot, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("route.ts"))
    .map((name) => ({
      file: join(apiRoot, name),
      path: `/api/v1/${relative(apiRoot, join(apiRoot, name, ".."))}`.replaceAll(/\[([a-z]+)\]/gi, "{$1}"),
    }));
}

/** What a route file exports. */
export async function importRoute(route: RouteFile): Promise<Readonly<Record<string, unknown>>> {
  return (await import(/* @vite-ignore */ route.file)) as Record<string, unknown>;
}

function matchPath(pattern: string, pathname: string): Record<string, string | string[]> | null {
  const [wanted, given] = [pattern.split("/"), pathname.split("/")];
  const params: Record<string, string | string[]> = {};
  for (const [index, segment] of wanted.entries()) {
    const rest = /^\[\.\.\.([a-z]+)\]$/i.exec(segment)?.[1];
    if (rest !== undefined) return { ...params, [rest]: given.slice(index) };
    const name = /^\{([a-z]+)\}$/i.exec(segment)?.[1];
    const value = given[index];
    if (value === undefined || (name === undefined && value !== segment)) return null;
    if (name !== undefined) params[name] = decodeURIComponent(value);
  }
  return given.length === wanted.length ? params : null;
}

/** Calls the handler that Next would choose: a fixed segment wins over a parameter; the answer must be one its operation declares. @throws when there is no such route or method */
export async function dispatch(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const found = routeFiles()
    .flatMap((route) => {
      const params = matchPath(route.path, pathname);
      return params === null ? [] : [{ route, params }];
    })
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
  if (found === undefined) throw new Error(`no route for ${pathname}`);
  const handler = (await importRoute(found.route))[request.method] as RouteHandler | undefined;
  if (handler === undefined) throw new Error(`${found.route.file} has no ${request.method}`);
  const response = await handler(request, { params: Promise.resolve(found.params) });
  const operation = operationOf(request.method, found.route.path);
  if (operation !== undefined) await expectDeclared(operation, response);
  return response;
}
