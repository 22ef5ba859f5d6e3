import type { Severity } from "@/lib/contracts/common";
import type { FindingSeverity } from "@/lib/contracts/finding";
import type { ChangeKind, SignalState, SourceName } from "@/lib/contracts/signal";
import { inSlices, type Steps } from "@/server/platform/inbound/steps";

/** What one entry of a payload says, in our words; all text is outside text. */
export interface ParsedSignal {
  /** Identity of the alert over its whole life at this source. */
  readonly fingerprint: string;
  readonly state: SignalState;
  readonly severity: Severity;
  /** The alert's own name, at most 200 characters. */
  readonly name: string;
  /** The sender's one-line text, at most 1,000 characters; empty when there is none. */
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  /** 1970-01-01 when the sender did not say; then the time of receipt is the best guess. */
  readonly startsAt: Date;
  /** Set exactly when resolved; 1970-01-01 when the sender did not say, and then the time of receipt is the best guess. */
  readonly endsAt: Date | null;
  /** Of a resolved one: nobody says that it ended, only that the report of it is gone, last made at `endsAt`; whoever reported it since then knows better. */
  readonly isLapse?: true;
  /** http(s) link to the sender's own view, else null. */
  readonly url: string | null;
  /** What was changed, when an `info` signal reports a change; a change shortly before an onset is a suspect. Null otherwise. */
  readonly change: ChangeKind | null;
}

/** One security weakness as a scan reports it; all text is outside text. */
export interface ParsedFinding {
  /** Identity of the weakness over all scans: scanner, rule and place. */
  readonly fingerprint: string;
  readonly scanner: string;
  readonly ruleId: string;
  readonly severity: FindingSeverity;
  /** At most 200 characters. */
  readonly title: string;
  /** At most 1,000 characters. */
  readonly description: string;
  /** Where it was found: URL, host and port, image or file; at most 500 characters. */
  readonly location: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string | null;
  /** The scanner says that somebody accepted it, or that it is gone. */
  readonly state: "open" | "suppressed" | "absent";
}

/** A group as its sender knows it; all text is outside text. */
export interface ParsedGroup {
  /** Its name over its whole life. */
  readonly key: string;
  /** What to ask the sender for to hear of all of it; null where the body does not say. */
  readonly query: GroupQuery | null;
}

/** Whom a group goes to, and the labels that all in it share. */
export interface GroupQuery {
  readonly receiver: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Asks a sender for what it left out of a delivery. */
export interface GroupReader {
  /** The body it would have sent had it left nothing out. @throws {Unavailable} */
  read(key: string, query: GroupQuery): Promise<Uint8Array>;
}

/** A verified, well-formed body. */
export interface ParsedDelivery {
  readonly signals: readonly ParsedSignal[];
  /** How many entries the sender cut off; their absence says nothing. */
  readonly truncatedCount: number;
  /** The group these entries belong to, where the sender has such a thing. */
  readonly group: ParsedGroup | null;
  /** Identity of the delivery when only the body tells it, else null. */
  readonly deliveryId: string | null;
  readonly findings: readonly ParsedFinding[];
}

/** Header names are lower-case; a header sent twice arrives joined by `, `. */
export type Headers = Readonly<Record<string, string | undefined>>;

/**
 * One vendor's webhook. Pure: no I/O, no clock, so the same body always gives the same signals and the worker may parse again
 * what the door parsed before.
 */
export interface SourcePort {
  readonly name: SourceName;
  /** Bodies above this many bytes are refused with 413. */
  readonly maxBodyBytes: number;
  /** Accepted content types without parameters, lower-case; any other is refused with 415. */
  readonly mediaTypes: readonly string[];
  /** True when the sender signs the body (HMAC), so that it must be read before it can be refused; false when headers alone prove the sender. */
  readonly signsBody: boolean;
  /** Index of the secret that the request proves to know, or -1; compares in constant time. */
  authenticate(headers: Headers, rawBody: Uint8Array, secrets: readonly string[]): number;
  /** The sender's own delivery id where a header carries it; where neither it nor the body has one, the hash of the body within a 5-minute bucket stands in. */
  deliveryId(headers: Headers): string | null;
  /** What a header says the body is about (`X-GitHub-Event`, `Sentry-Hook-Resource`); kept beside the body, since the worker reads it again without headers. */
  kind(headers: Headers): string | null;
  /**
   * Reads a body of the given kind.
   * @throws {Rejected} `bad_request` when it is no JSON or too deep or too large, `unprocessable` with issues when it is JSON of another shape
   */
  parse(rawBody: Uint8Array, kind: string | null): ParsedDelivery;
  /** The same as `parse`, in steps: where a body is so large that reading it at once would keep everybody else waiting. */
  parseSteps?(rawBody: Uint8Array, kind: string | null): Steps<ParsedDelivery>;
  /** What ends the alert that a finding was while it was critical; absent where there are no findings. */
  endingOf?(finding: ParsedFinding): ParsedSignal;
  /**
   * What a door must know of a body, where telling it costs much less than `parse`: how many signals and findings that would give, and
   * its `deliveryId`. Accepts and refuses exactly the same bodies, with the same issues. Absent, the door asks `parse`.
   */
  check?(rawBody: Uint8Array, kind: string | null): { readonly count: number; readonly deliveryId: string | null };
}

/** Reads a body of a source as `parse` does, and never keeps the process from others for long where the body may be large. @throws {Rejected} as `parse` */
export async function readDelivery(source: SourcePort, rawBody: Uint8Array, kind: string | null): Promise<ParsedDelivery> {
  return source.parseSteps === undefined ? source.parse(rawBody, kind) : inSlices(source.parseSteps(rawBody, kind));
}
