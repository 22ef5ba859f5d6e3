import type { ApprovalsStreamEvent } from "@/lib/contracts/approval";
import { approvalEventsOf, readCurrentApprovals } from "../approval/stream";
import type { Container } from "../container";
import { readChainHead, readSealedEvents } from "../event/read";
import { sealEvents } from "../event/seal";
import type { Ctx } from "../platform/ctx";
import { messageOf } from "../platform/errors";
import { encodeEvent, type StreamSink } from "../platform/http/sse";
import { connectRedis, type Redis } from "../platform/redis/client";
import { tunables } from "../platform/tunables";
import { readAutonomy } from "../stats/autonomy";
import { chooseOrigin } from "../stats/origin";
import { readPulse } from "../stats/pulse";

const batchSize = 200;
/** Without any event the figures are sent this often, so that a viewer can tell calm from stale. */
const figuresEveryMs = 10_000;

/**
 * Feeds every approvals stream of this process from one reader of the sealed log: one query and one encoding per change, however
 * many watch. It works only while somebody watches, and without Redis it just looks more slowly.
 */
export class ApprovalsHub {
  private readonly sinks = new Set<StreamSink>();
  private cursor = 0;
  private subscriber: Redis | null = null;
  private timer: NodeJS.Timeout | null = null;
  private turn: Promise<void> = Promise.resolve();
  private figuresSentAt = 0;
  private advanceIsWaiting = false;

  constructor(
    private readonly container: Container,
    private readonly ctx: Ctx,
  ) {}

  /** Lets a stream in: a snapshot first, then every change after it, none twice and none missed. Returns what takes it out. */
  join(sink: StreamSink): () => void {
    this.enqueue(async () => {
      if (this.sinks.size === 0) await this.wake();
      await this.advance();
      const snapshot = encodeEvent("approvals.snapshot", await this.snapshot());
      // Whoever left while it was made has already been taken out, and would stay for ever.
      if (sink.send(snapshot)) this.sinks.add(sink);
      else this.sleep();
    }, sink);
    return () => {
      this.sinks.delete(sink);
      if (this.sinks.size === 0) this.enqueue(async () => this.sleep());
    };
  }

  /** One thing at a time, so that a snapshot and the changes after it cannot overlap. */
  private enqueue(work: () => Promise<void>, sink?: StreamSink): void {
    this.turn = this.turn.then(work).catch((error: unknown) => {
      this.container.log.warn({ err: messageOf(error) }, "approvals_hub_stumbled");
      sink?.close();
    });
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
    this.timer ??= setInterval(() => this.advanceSoon(), tunables.streamPollMs);
    if (this.subscriber !== null) return;
    this.subscriber = connectRedis(this.container.config.redisUrl, "subscriber", this.container.log);
    this.subscriber.on("message", () => this.advanceSoon());
    void this.subscriber.subscribe(this.container.keys.events).catch((error: unknown) => this.container.log.warn({ err: messageOf(error) }, "approvals_hub_polls_only"));
  }

  private sleep(): void {
    if (this.sinks.size > 0) return;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.subscriber?.disconnect(false);
    this.subscriber = null;
  }

  private async figures() {
    const { worlds, config } = this.container;
    const origin = await chooseOrigin(this.ctx, config.range !== null);
    return { autonomy: await readAutonomy(this.ctx, origin), pulse: await readPulse(this.ctx, { origin, mode: worlds[origin].mode }) };
  }

  private async snapshot(): Promise<ApprovalsStreamEvent> {
    return { type: "approvals.snapshot", approvals: await readCurrentApprovals(this.ctx), ...(await this.figures()) };
  }

  private async advance(): Promise<void> {
    await sealEvents(this.container.db);
    for (;;) {
      const events = await readSealedEvents(this.container.db, { afterChainSeq: this.cursor, limit: batchSize });
      const last = events[events.length - 1];
      if (last?.chainSeq === undefined || last.chainSeq === null) break;
      if (this.sinks.size > 0) for (const event of await approvalEventsOf(this.ctx, events)) this.broadcast(event);
      this.cursor = last.chainSeq;
      this.figuresSentAt = 0;
    }
    if (this.sinks.size === 0 || Date.now() - this.figuresSentAt < figuresEveryMs) return;
    this.figuresSentAt = Date.now();
    const { autonomy, pulse } = await this.figures();
    this.broadcast({ type: "stats.autonomy", autonomy });
    this.broadcast({ type: "stats.pulse", pulse });
  }

  private broadcast(event: ApprovalsStreamEvent): void {
    const frame = encodeEvent(event.type, event);
    for (const sink of [...this.sinks]) if (!sink.send(frame)) this.sinks.delete(sink);
  }
}
