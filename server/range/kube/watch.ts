import type { ServerResponse } from "node:http";
import type { Reply } from "../call";
import type { Change, ObjectStore } from "../world/object-store";
import { resources, type AnyObject, type Resource } from "../world/objects";
import { watchBookmarkMs } from "../tunables";
import { expired, failure } from "./status";

/** What a watch reports. */
export interface WatchOptions {
  resource: Resource;
  filter: (object: AnyObject) => boolean;
  render: (object: AnyObject) => unknown;
  /** Report changes after this version; nothing or 0 reports the present objects first. */
  since: number | undefined;
  timeoutMs: number;
  apiVersion: string;
  /** Tell the present version from time to time, so that a client that saw nothing can resume late. */
  bookmarks: boolean;
  /** Report the present objects first whatever `since` is, and say when they are over. */
  initialEvents: boolean;
}

/** Opens a watch: one JSON line per change until the client leaves or the time is over. */
export function openWatch(store: ObjectStore, options: WatchOptions): Reply {
  return { kind: "stream", open: (response) => stream(store, options, response) };
}

function stream(store: ObjectStore, options: WatchOptions, response: ServerResponse): void {
  const { resource, filter, render } = options;
  const since = options.initialEvents ? undefined : options.since;
  response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-cache, private" });
  response.flushHeaders();
  const write = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
  const report = (change: Change) => {
    const type = change.resource === resource ? appearance(change, filter) : undefined;
    if (type) write(type, render(change.object));
  };

  const bookmark = (annotations?: Record<string, string>) =>
    write("BOOKMARK", { kind: resources[resource].kind, apiVersion: options.apiVersion, metadata: { resourceVersion: String(store.version), creationTimestamp: null, ...(annotations ? { annotations } : {}) } });

  if (since === undefined || since === 0) {
    for (const object of store.list(resource).filter(filter)) write("ADDED", render(object));
    if (options.initialEvents) bookmark({ "k8s.io/initial-events-end": "true" });
  } else {
    const missed = store.changesSince(since);
    if (!missed) {
      write("ERROR", failure(expired(since, store.version).facts));
      response.end();
      return;
    }
    missed.forEach(report);
  }
  const unsubscribe = store.subscribe(report);
  const timer = setTimeout(() => {
    if (options.bookmarks) bookmark();
    response.end();
  }, options.timeoutMs);
  const bookmarker = setInterval(() => options.bookmarks && bookmark(), watchBookmarkMs);
  timer.unref();
  bookmarker.unref();
  response.on("close", () => {
    clearTimeout(timer);
    clearInterval(bookmarker);
    unsubscribe();
  });
}

/** An object that starts or stops to match a selector appears and disappears like a new or a deleted one. */
function appearance({ type, object, previous }: Change, filter: WatchOptions["filter"]): Change["type"] | undefined {
  const matched = previous !== undefined && filter(previous);
  if (type === "DELETED") return matched ? "DELETED" : undefined;
  const matches = filter(object);
  if (matches) return matched ? "MODIFIED" : "ADDED";
  return matched ? "DELETED" : undefined;
}
