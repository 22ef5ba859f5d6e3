import type { Container } from "../container";
import { readChainHead, readSealedEvents, type EventRow } from "../event/read";
import { sealBatchSize, sealEvents } from "../event/seal";
import { messageOf } from "../platform/errors";
import { encodeEvent, type StreamSink } from "../platform/http/sse";
import { connectRedis, type Redis } from "../platform/redis/client";
import { tunables } from "../platform/tunables";

const batchSize = 500;

/** What to tell now, and in how many milliseconds there will be more without any event; null when nothing is held back. */
export interface News<E> {
  readonly tell: readonly E[];
  readonly againInMs: number | null;
}

/** What a hub is fed with: one for each kind of stream. */
export interface StreamFeed<E extends { readonly type: string }> {
  /** For the log. */
  readonly name: string;
  /** All that a viewer who comes in must know. */
  snapshot(): Promise<E>;
  /** What sealed events amount to, in their order; there are none when only time passed. `caughtUp` is false while more of the log waits to be read. */
  follow(events: readonly EventRow[], caughtUp: boolean): Promise<News<E>>;
}

/**
 * Feeds every stream of one kind in this process from one reader of the sealed log: one query and one encoding per change, however
 * many watch. It works only while somebody watches, and without Redis it just looks more slowly.
 */
export class StreamHub<E extends { readonly type: string }> {
  private readonly sinks = new Set<StreamSink>();
  private readonly arrivals = new Set<StreamSink>();
  private cursor = 0;
  private subscriber: Redis | null = null;
  private poll: NodeJS.Timeout | null = null;
  private reminder: NodeJS.Timeout | null = null;
  private turn: Promise<void> = Promise.resolve();
  private advanceIsWaiting = false;

  constructor(
    private readonly container: Container,
    private readonly feed: StreamFeed<E>,
  ) {}

  /** Lets a stream in: a snapshot first, then every change after it, none missed. Returns what takes it out. */
  join(sink: StreamSink): () => void {
    this.arrivals.add(sink);
    // Whoever arrives while others wait gets the same snapshot, so that a thousand browsers that come back at once cost one.
    if (this.arrivals.size === 1) this.enqueue(() => this.admit());
    return () => {
      this.arrivals.delete(sink);
      this.sinks.delete(sink);
      if (this.sinks.size === 0) this.enqueue(async () => this.sleep());
    };
  }

  private async admit(): Promise<void> {
    const admitted = () => {
      const all = [...this.arrivals];
      this.arrivals.clear();
      return all;
    };
    try {
      if (this.sinks.size === 0) await this.wake();
      await this.advance();
      const frame = encode(await this.feed.snapshot());
      for (const sink of admitted()) if (sink.send(frame)) this.sinks.add(sink);
      this.sleep();
    } catch (error) {
      for (const sink of admitted()) sink.close();
      throw error;
    }
  }

  /** One thing at a time, so that a snapshot and the changes after it cannot overlap. */
  private enqueue(work: () => Promise<void>): void {
    this.turn = this.turn.then(work).catch((error: unknown) => this.container.log.warn({ err: messageOf(error), hub: this.feed.name }, "stream_hub_stumbled"));
  }

  /** Looks at the log soon; wake-ups that come before that look has begun are one, so that a storm or a frozen store piles up nothing. */
  private advanceSoon(): void {
    if (this.advanceIsWaiting) return;
    this.advanceIsWaiting = true;
    this.enqueue(() => {
      this.advanceIsWaiting = false;
      return this.advance();
    });
  }

  private async wake(): Promise<void> {
    this.cursor = await readChainHead(this.container.db);
    this.poll ??= setInterval(() => this.advanceSoon(), tunables.streamPollMs);
    if (this.subscriber !== null) return;
    this.subscriber = connectRedis(this.container.config.redisUrl, "subscriber", this.container.log);
    this.subscriber.on("message", () => this.advanceSoon());
    void this.subscriber.subscribe(this.container.keys.events).catch((error: unknown) => this.container.log.warn({ err: messageOf(error), hub: this.feed.name }, "stream_hub_polls_only"));
  }

  private sleep(): void {
    if (this.sinks.size > 0 || this.arrivals.size > 0) return;
    if (this.poll !== null) clearInterval(this.poll);
    if (this.reminder !== null) clearTimeout(this.reminder);
    this.poll = null;
    this.reminder = null;
    this.subscriber?.disconnect(false);
    this.subscriber = null;
  }

  /** Reads on to the end of the log, whoever sealed it, and tells what it amounts to. */
  private async advance(): Promise<void> {
    let sealed: number;
    do {
      sealed = await sealEvents(this.container.db);
      let events: EventRow[];
      do {
        events = await readSealedEvents(this.container.db, { afterChainSeq: this.cursor, limit: batchSize });
        this.cursor = events.at(-1)?.chainSeq ?? this.cursor;
        if (this.sinks.size > 0) await this.tell(events, events.length < batchSize).catch((error: unknown) => this.letGo(error));
      } while (events.length === batchSize);
    } while (sealed === sealBatchSize);
  }

  /** What could not be told is in the snapshot with which a viewer comes back; one that stayed would never learn of it. */
  private letGo(error: unknown): void {
    for (const sink of [...this.sinks]) sink.close();
    this.sinks.clear();
    throw error;
  }

  private async tell(events: readonly EventRow[], caughtUp: boolean): Promise<void> {
    const { tell, againInMs } = await this.feed.follow(events, caughtUp);
    for (const event of tell) {
      const frame = encode(event);
      for (const sink of [...this.sinks]) if (!sink.send(frame)) this.sinks.delete(sink);
    }
    if (againInMs === null) return;
    if (this.reminder !== null) clearTimeout(this.reminder);
    this.reminder = setTimeout(() => this.advanceSoon(), againInMs);
  }
}

function encode(event: { readonly type: string }): Uint8Array {
  return encodeEvent(event.type, event);
}
