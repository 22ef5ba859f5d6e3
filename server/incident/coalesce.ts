/** What may be told now. `flood` says that there is more than single changes can tell: tell everything anew instead. */
export type Telling = { readonly kind: "changes"; readonly ids: readonly string[] } | { readonly kind: "flood" };

export interface CoalesceLimits {
  /** Milliseconds between two tellings of one incident. */
  readonly gapMs: number;
  /** Single changes told in one second. */
  readonly perSecond: number;
}

const secondMs = 1_000;

/**
 * Decides when a change is told: the first at once, those that come fast after it as one, and more in a second than a viewer could
 * read as a flood, at most one a second. Nothing noted is ever dropped: it is told, or a flood tells everything.
 */
export class Coalescer {
  private readonly waiting = new Set<string>();
  /** When each incident was last told, in the order of time; what is older than the gap is forgotten. */
  private readonly toldAt = new Map<string, number>();
  private secondBeganAt = -Infinity;
  private toldInSecond = 0;
  private floodedAt = -Infinity;

  constructor(private readonly limits: CoalesceLimits) {}

  note(id: string): void {
    this.waiting.add(id);
  }

  /** Takes what may be told at this moment. */
  take(nowMs: number): Telling {
    for (const [id, at] of this.toldAt) {
      if (nowMs - at < this.limits.gapMs) break;
      this.toldAt.delete(id);
    }
    if (nowMs - this.secondBeganAt >= secondMs) {
      this.secondBeganAt = nowMs;
      this.toldInSecond = 0;
    }
    const due = [...this.waiting].filter((id) => !this.toldAt.has(id));
    if (this.toldInSecond + due.length > this.limits.perSecond) {
      if (nowMs - this.floodedAt < secondMs) return { kind: "changes", ids: [] };
      this.floodedAt = nowMs;
      this.waiting.clear();
      return { kind: "flood" };
    }
    this.toldInSecond += due.length;
    for (const id of due) {
      this.waiting.delete(id);
      this.toldAt.set(id, nowMs);
    }
    return { kind: "changes", ids: due };
  }

  /** Milliseconds until `take` may give more, or null when nothing waits. */
  againInMs(nowMs: number): number | null {
    if (this.waiting.size === 0) return null;
    const [oldest] = this.toldAt.values();
    const afterGap = oldest === undefined ? this.limits.gapMs : this.limits.gapMs - (nowMs - oldest);
    return Math.max(1, Math.ceil(Math.min(afterGap, this.limits.gapMs)));
  }
}
