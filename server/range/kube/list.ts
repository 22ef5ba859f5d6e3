import { resources, type AnyObject } from "../world/objects";
import type { World } from "../world/world";
import type { Route } from "./route";
import { badRequest, KubeError } from "./status";

/** Where a paged list goes on: after the last object of the page, in the state of its first page. */
interface Cursor {
  version: number;
  after: string;
}

/**
 * A list, or one page of it when the client set a limit. Pages after the first go on behind the last object, among what there is now.
 * @throws {KubeError} 400 for a limit or token that is none, 410 for a token whose version is forgotten.
 */
export function answerList(world: World, route: Route, params: URLSearchParams, filter: (object: AnyObject) => boolean, render: (object: AnyObject) => unknown): unknown {
  const limit = readLimit(params);
  const cursor = readCursor(world, params.get("continue"));
  const all = world.store.list<typeof route.resource>(route.resource).filter(filter);
  const left: AnyObject[] = cursor ? all.filter((object) => keyOf(object) > cursor.after) : all;
  const page = limit > 0 ? left.slice(0, limit) : left;
  const last = page.at(-1);
  const rest = left.length - page.length;
  const version = cursor?.version ?? world.store.version;
  const more = rest > 0 && last ? { continue: writeCursor({ version, after: keyOf(last) }), remainingItemCount: rest } : {};
  return {
    kind: `${resources[route.resource].kind}List`,
    apiVersion: route.apiVersion,
    metadata: { resourceVersion: String(version), ...more },
    items: page.map(render),
  };
}

function keyOf(object: AnyObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

function readLimit(params: URLSearchParams): number {
  const text = params.get("limit") ?? "0";
  if (!/^\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor(world: World, token: string | null): Cursor | undefined {
  if (token === null || token === "") return undefined;
  const cursor = parse(token);
  if (!cursor) throw badRequest("continue key is not valid");
  if (!world.store.changesSince(cursor.version)) {
    throw new KubeError({ code: 410, reason: "Expired", message: "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter." });
  }
  return cursor;
}

function parse(token: string): Cursor | undefined {
  try {
    const value = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Partial<Cursor> | null;
    return typeof value?.version === "number" && typeof value.after === "string" ? { version: value.version, after: value.after } : undefined;
  } catch {
    return undefined;
  }
}
