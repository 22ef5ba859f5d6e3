import { lineOf } from "@/server/platform/inbound/text";
import { listOf, objectOf } from "@/server/platform/inbound/value";

/** Tags that one event carries at most; Sentry itself indexes some tens. */
const maxTags = 100;
const maxNameLength = 100;
const maxValueLength = 200;

/** Who was in front of the screen (address, mail) is no property of a service. */
const personal: ReadonlySet<string> = new Set(["user", "__proto__"]);

/** An event's tags, which Sentry writes as pairs and some senders as objects `{key, value}` or as one object. */
export function tagsOf(tags: unknown): Record<string, string> {
  const pairs = Array.isArray(tags) ? tags.map(pairOf) : Object.entries(objectOf(tags));
  const read = pairs.slice(0, maxTags).map(([name, value]) => [lineOf(name, maxNameLength), lineOf(value, maxValueLength)] as const);
  return Object.fromEntries(read.filter(([name, value]) => name !== "" && !personal.has(name) && value !== ""));
}

function pairOf(tag: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(tag)) return [objectOf(tag).key, objectOf(tag).value];
  const [name, value] = listOf(tag);
  return [name, value];
}
