import type { z } from "zod";
import { firstLineOf, lineOf, millisecondsOf } from "@/server/platform/inbound/text";
import { listOf, objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { clusterEvent } from "./schema";

/** An event of any of the shapes, in one. */
export interface ReadEvent {
  readonly uid: string;
  /** How often it was seen on the same object, at least 1. */
  readonly count: number;
  /** Warning, Normal or a type that Kubernetes may add. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly cluster: string;
  /** Who reports it: the component, and the node it runs on. */
  readonly component: string;
  readonly host: string;
  readonly object: { readonly kind: string; readonly namespace: string; readonly name: string; readonly container: string; readonly labels: JsonObject; readonly owners: readonly unknown[] };
  /** 1970 when nobody says. */
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** The event itself was removed from the cluster, by hand or by its time to live. */
  readonly deleted: boolean;
}

const maxNameLength = 253;
const maxMessageLength = 1_000;

/** The first of these that is a time, in milliseconds; 0 when none is. */
const firstTime = (values: readonly unknown[]) => values.map(millisecondsOf).find((time) => time !== null) ?? 0;

/** The container in a field path such as `spec.containers{checkout}`. */
const containerIn = (fieldPath: string) => /^spec\.[A-Za-z]{1,40}ontainers\{([^}]{1,253})\}$/.exec(fieldPath)?.[1] ?? "";

function countOf(event: JsonObject): number {
  const told = [event.count, event.deprecatedCount, objectOf(event.series).count].filter((count) => typeof count === "number" && Number.isSafeInteger(count));
  return Math.max(1, ...(told as number[]));
}

/**
 * One event of core/v1 or events.k8s.io/v1, as stored or as kubernetes-event-exporter sends it. Each API may leave out the times and
 * counts of the other, so whichever is there is taken.
 */
export function readEvent(event: z.infer<typeof clusterEvent>, deleted: boolean): ReadEvent {
  const metadata = objectOf(event.metadata);
  const source = objectOf(event.source ?? event.deprecatedSource);
  const about = objectOf(event.involvedObject ?? event.regarding);
  const firstSeen = firstTime([event.firstTimestamp, event.deprecatedFirstTimestamp, event.eventTime, metadata.creationTimestamp]);
  const lastSeen = firstTime([event.lastTimestamp, event.deprecatedLastTimestamp, objectOf(event.series).lastObservedTime, event.eventTime, metadata.creationTimestamp]);
  return {
    uid: lineOf(metadata.uid, 100),
    count: countOf(event),
    type: firstLineOf([event.type, "Normal"], 40),
    reason: firstLineOf([event.reason, event.action, "Unknown"], 128),
    message: firstLineOf([event.message, event.note], maxMessageLength),
    cluster: lineOf(event.clusterName, maxNameLength),
    component: firstLineOf([event.reportingComponent, event.reportingController, source.component], 128),
    host: lineOf(source.host, maxNameLength),
    object: {
      kind: firstLineOf([about.kind, "Object"], 63),
      namespace: firstLineOf([about.namespace, metadata.namespace], maxNameLength),
      name: firstLineOf([about.name, metadata.name], maxNameLength),
      container: containerIn(lineOf(about.fieldPath, 500)),
      labels: objectOf(about.labels),
      owners: listOf(about.ownerReferences),
    },
    firstSeen: new Date(Math.min(firstSeen || lastSeen, lastSeen || firstSeen)),
    lastSeen: new Date(Math.max(firstSeen, lastSeen)),
    deleted,
  };
}
