import { Rejected } from "@/server/platform/errors";
import { fingerprintFrom } from "@/server/platform/inbound/fingerprint";
import { parseJson } from "@/server/platform/inbound/json";
import { limitsOf } from "@/server/platform/inbound/limits";
import { shapeReader } from "@/server/platform/inbound/shape";
import { matchAuthorization } from "@/server/platform/inbound/shared-secret";
import { listOf, objectOf } from "@/server/platform/inbound/value";
import type { ParsedSignal, SourcePort } from "@/server/sources/port";
import { meaningOf } from "./conditions";
import { labelsOfEvent } from "./labels";
import { readEvent, type ReadEvent } from "./read-event";
import { clusterEvent } from "./schema";

/*
 * Vendor doc: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ and
 * https://github.com/resmoio/kubernetes-event-exporter (receiver `webhook`)
 * Reads: events of core/v1 and of events.k8s.io/v1; either in a watch envelope `{type, object}`; as kubernetes-event-exporter sends
 * them (core/v1 with `clusterName` and the object's labels and owners, `kind` left out); and lists of all these, as an array or as a
 * `List`. Bookmarks and errors of a watch say nothing.
 * Auth: a bearer token or basic password; senders can set a static header and sign nothing.
 * Limits: 1 MiB, and a text may have 256 KiB, which is what Kubernetes allows for annotations, since the exporter sends them along.
 * Dedup: uid and count, since the count grows while the event stays the same object; a list has no identity of its own.
 * What an event becomes: a Warning (and four of a node's, which are reported as Normal) with a reason of `conditions.ts` fires, with the
 * object and the reason as fingerprint; anything else is an observation, a scaling or rollout a change.
 * How a condition ends: Kubernetes never says so, but for nodes and volumes (`NodeReady` ends `NodeNotReady`). A watch tells that the
 * event was removed (`DELETED`), an hour after it was last seen: that ends what no other event has reported since, as one does for each
 * wording, and for a new object of the same name. Otherwise it is over when nobody reported it again for an hour
 * (`server/alert/silence.ts`), since a reporter repeats what lasts at least every half hour.
 * Lost: `related`, `action`, managed fields, annotations; they stay in the stored body. Events are best effort: one may never come.
 */

const limits = limitsOf({ maxStringBytes: 256 * 1024 });

const readClusterEvent = shapeReader(clusterEvent, "an event of Kubernetes");

/** The events of a body: one, a list, or a list of lists. */
function eventsOf(value: unknown): ReadEvent[] {
  if (Array.isArray(value)) return value.flatMap(eventsOf);
  const object = objectOf(value);
  if ("involvedObject" in object || "regarding" in object) return [readEvent(readClusterEvent(object), false)];
  if (Array.isArray(object.items)) return listOf(object.items).flatMap(eventsOf);
  if (typeof object.type === "string" && "object" in object) return watchedEvents(object.type.toUpperCase(), object.object);
  throw new Rejected("unprocessable", "This is JSON, but neither an event of Kubernetes, nor a watch's envelope around one, nor a list of them.");
}

function watchedEvents(type: string, object: unknown): ReadEvent[] {
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return [readEvent(readClusterEvent(object), false)];
    case "DELETED":
      return [readEvent(readClusterEvent(object), true)];
    default:
      return [];
  }
}

function signalsOf(event: ReadEvent): ParsedSignal[] {
  const meaning = meaningOf(event);
  if (meaning === null) return [];
  const { object } = event;
  const name = meaning.state === "info" ? event.reason : meaning.condition;
  return [
    {
      fingerprint: fingerprintFrom(object.kind, event.cluster, object.namespace, object.name, object.container, name),
      state: meaning.state,
      severity: meaning.severity,
      name,
      summary: event.message,
      labels: labelsOfEvent(event),
      startsAt: meaning.state === "info" ? event.lastSeen : event.firstSeen,
      endsAt: meaning.state === "resolved" ? event.lastSeen : null,
      ...(event.deleted && { isLapse: true }),
      url: null,
      change: meaning.state === "info" ? meaning.change : null,
    },
  ];
}

/** A cluster's own events, sent by an exporter: proves the sender by a shared secret. */
export const kubernetes: SourcePort = {
  name: "kubernetes",
  maxBodyBytes: limits.maxBodyBytes,
  mediaTypes: ["application/json"],
  signsBody: false,
  authenticate: (headers, _rawBody, secrets) => matchAuthorization(headers.authorization, secrets),
  deliveryId: () => null,
  kind: () => null,
  parse(rawBody) {
    const events = eventsOf(parseJson(rawBody, limits));
    const [event] = events;
    const isOne = event !== undefined && events.length === 1 && event.uid !== "";
    return { signals: events.flatMap(signalsOf), truncatedCount: 0, group: null, deliveryId: isOne ? `${event.uid}:${event.count}${event.deleted ? ":deleted" : ""}` : null, findings: [] };
  },
};
