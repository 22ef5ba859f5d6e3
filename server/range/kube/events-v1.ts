import type { AnyObject, Event } from "../world/objects";

/** A core/v1 Event as events.k8s.io/v1 shows the same object; anything else is returned as it is. */
export function asEventsV1(object: AnyObject): unknown {
  return isEvent(object) ? convert(object) : object;
}

function convert(event: Event): unknown {
  return {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: event.metadata,
    eventTime: event.eventTime ?? null,
    reportingController: event.reportingComponent,
    reportingInstance: event.reportingInstance,
    reason: event.reason,
    regarding: event.involvedObject,
    note: event.message,
    type: event.type,
    deprecatedSource: event.source,
    deprecatedFirstTimestamp: event.firstTimestamp,
    deprecatedLastTimestamp: event.lastTimestamp,
    deprecatedCount: event.count,
  };
}

function isEvent(object: AnyObject): object is Event {
  return object.kind === "Event";
}
