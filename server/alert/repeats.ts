import type { AlertSource } from "@/lib/contracts/signal";
import type { Observation } from "./fold";

/** All that a batch says of one fingerprint, when it only says that it fires. */
export interface Repeat {
  readonly fingerprint: string;
  /** The latest start it names, in milliseconds. */
  readonly startsMs: number;
  /** When it was last heard of, in milliseconds. */
  readonly seenMs: number;
  readonly times: number;
  readonly truncatedGroup: string | null;
}

/** Senders whose alert keeps its fingerprint when its severity changes, so that a repeat may be news; with the others the severity is part of it, or never changes. */
const mayEscalate: ReadonlySet<AlertSource> = new Set<AlertSource>(["sentry"]);

/** The fingerprints of each source of which a batch says nothing but that they fire; they may be repeats. */
export function possibleRepeats(observations: readonly Observation[]): Map<AlertSource, Repeat[]> {
  type Draft = { -readonly [K in keyof Repeat]: Repeat[K] };
  const bySource = new Map<AlertSource, Map<string, Draft | null>>();
  for (const { source, parsed, seenAt, truncatedGroup } of observations) {
    if (mayEscalate.has(source)) continue;
    const known = bySource.get(source) ?? new Map<string, Draft | null>();
    bySource.set(source, known);
    const { fingerprint } = parsed;
    const one = known.get(fingerprint);
    if (parsed.state !== "firing") known.set(fingerprint, null);
    else if (one === undefined) known.set(fingerprint, { fingerprint, startsMs: parsed.startsAt.getTime(), seenMs: seenAt.getTime(), times: 1, truncatedGroup });
    else if (one !== null) {
      one.times += 1;
      one.startsMs = Math.max(one.startsMs, parsed.startsAt.getTime());
      one.seenMs = Math.max(one.seenMs, seenAt.getTime());
      one.truncatedGroup = truncatedGroup ?? one.truncatedGroup;
    }
  }
  return new Map([...bySource].map(([source, known]) => [source, [...known.values()].filter((one) => one !== null)]));
}
