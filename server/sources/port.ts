import type { Severity } from "@/lib/contracts/common";
import type { SignalState, SourceName } from "@/lib/contracts/signal";

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
  /** Set exactly when resolved. */
  readonly endsAt: Date | null;
  /** http(s) link to the sender's own view, else null. */
  readonly url: string | null;
}

/** A verified, well-formed body. */
export interface ParsedDelivery {
  readonly signals: readonly ParsedSignal[];
  /** How many entries the sender cut off; their absence says nothing. */
  readonly truncatedCount: number;
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
  /** Index of the secret that the request proves to know, or -1; compares in constant time. */
  authenticate(headers: Headers, rawBody: Uint8Array, secrets: readonly string[]): number;
  /** The sender's own delivery id where it has one; null means "hash of the body within a 5-minute bucket". */
  deliveryId(headers: Headers): string | null;
  /**
   * Reads a body.
   * @throws {Rejected} `bad_request` when it is no JSON or too deep or too large, `unprocessable` with issues when it is JSON of another shape
   */
  parse(rawBody: Uint8Array): ParsedDelivery;
}
