import type { SourceName } from "@/lib/contracts/signal";
import { Overloaded } from "../platform/errors";
import { tunables } from "../platform/tunables";

/** One request between its headers and its answer. */
export interface Visit {
  /** Counts bytes of its body as they arrive. @throws {Overloaded} when the source has too many in flight */
  take(bytes: number): void;
  /** Counts it as a delivery of a known sender. @throws {Overloaded} beyond the source's rate */
  count(): void;
  /** Gives back what it held; must be called exactly once. */
  end(): void;
}

/** How much a source may ask of this process at once and per second; each source has its own share, so a flood from one leaves the others theirs. */
export interface Admission {
  /** Lets a request in. @throws {Overloaded} when the source has too many in flight */
  enter(source: SourceName): Visit;
}

/** A bucket that holds one second's worth. */
class Bucket {
  private tokens: number;

  constructor(
    private readonly perSecond: number,
    private at: number,
  ) {
    this.tokens = perSecond;
  }

  take(now: number): boolean {
    this.tokens = Math.min(this.perSecond, this.tokens + ((now - this.at) * this.perSecond) / 1_000);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** Admission with this many deliveries per second and source; `nowMs` is a clock that never goes back. */
export function createAdmission(ratePerSecond: number, nowMs: () => number = () => performance.now()): Admission {
  const shares = new Map<SourceName, { requests: number; bytes: number; bucket: Bucket }>();
  const shareOf = (source: SourceName) => {
    const found = shares.get(source) ?? { requests: 0, bytes: 0, bucket: new Bucket(ratePerSecond, nowMs()) };
    shares.set(source, found);
    return found;
  };
  return {
    enter(source) {
      const share = shareOf(source);
      if (share.requests >= tunables.doorMaxRequests) throw new Overloaded("Too many deliveries of this source are in flight. Send it again.");
      share.requests += 1;
      let held = 0;
      return {
        take(bytes) {
          if (share.bytes + bytes > tunables.doorMaxBytes) throw new Overloaded("Too many bytes of this source are in flight. Send it again.");
          share.bytes += bytes;
          held += bytes;
        },
        count() {
          if (!share.bucket.take(nowMs())) throw new Overloaded(`This source delivers more than ${ratePerSecond} bodies per second. Send it again.`);
        },
        end() {
          share.requests -= 1;
          share.bytes -= held;
        },
      };
    },
  };
}
