import { eventTtlMs } from "../tunables";
import type { AnyObject } from "./objects";
import type { World } from "./world";

/** What an Event says. */
export interface EventDraft {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  /** The component that reports it, e.g. `deployment-controller`. */
  component: string;
}

/** Records a core/v1 Event about an object; saying the same again only raises the count. */
export function recordEvent(world: World, about: AnyObject, draft: EventDraft): void {
  const { store, timestamp } = world;
  const namespace = about.metadata.namespace ?? "default";
  const known = store
    .list("events", namespace)
    .find((event) => event.involvedObject.uid === about.metadata.uid && event.reason === draft.reason && event.message === draft.message);
  if (known) {
    store.edit("events", known, (event) => {
      event.count = (event.count ?? 1) + 1;
      event.lastTimestamp = timestamp;
    });
    return;
  }
  store.create("events", {
    metadata: { name: `${about.metadata.name}.${world.identity.suffix(16)}`, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      namespace: about.metadata.namespace,
      uid: about.metadata.uid,
      resourceVersion: about.metadata.resourceVersion,
    },
    type: draft.type,
    reason: draft.reason,
    message: draft.message,
    source: { component: draft.component },
    reportingComponent: draft.component,
    reportingInstance: "",
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
  });
}

/** Forgets events past their time to live. */
export function expireEvents(world: World): void {
  for (const event of world.store.list("events")) {
    const last = Date.parse(event.lastTimestamp ?? event.metadata.creationTimestamp);
    if (world.now - last > eventTtlMs) world.store.remove("events", event);
  }
}
