import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "../container";
import { isInboxEntryFinished, parkExhaustedInboxEntries, readOverdueInboxIds } from "../inbox/claim";
import type { Ctx } from "../platform/ctx";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { ingestInboxEntry } from "./pipeline/ingest";
import type { SignalStream, StreamEntry } from "./stream";

/**
 * Takes inbox entries to their end: from the stream, from silent consumers, and straight from PostgreSQL when Redis lost them.
 * It reads only as many as it has free slots, and acknowledges only what is committed.
 */
export class InboxConsumer {
  private readonly inFlight = new Set<Promise<void>>();

  constructor(
    private readonly container: Container,
    private readonly ctx: Ctx,
    private readonly stream: SignalStream,
  ) {}

  private get freeSlots(): number {
    return tunables.inboxSlots - this.inFlight.size;
  }

  private async freeSlot(): Promise<number> {
    while (this.freeSlots <= 0) await Promise.race(this.inFlight);
    return this.freeSlots;
  }

  private start(work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch((error: unknown) => this.ctx.log.error({ err: error }, "inbox_work_failed"))
      .finally(() => this.inFlight.delete(running));
    this.inFlight.add(running);
  }

  private async handle(entry: StreamEntry): Promise<void> {
    const renewal = setInterval(() => void this.stream.renew(entry.streamId).catch((error: unknown) => this.ctx.log.warn({ err: messageOf(error) }, "stream_entry_not_renewed")), tunables.heartbeatMs);
    try {
      const outcome = await ingestInboxEntry(this.container, this.ctx, entry.inboxId);
      const finished = outcome === "processed" || outcome === "dead" || (outcome === "elsewhere" && (await isInboxEntryFinished(this.ctx.db, entry.inboxId)));
      if (finished) await this.stream.acknowledge(entry.streamId);
    } finally {
      clearInterval(renewal);
    }
  }

  /** Reads new entries until told to stop; survives any outage of Redis, and stops during one, when a read would never return. */
  async consume(signal: AbortSignal): Promise<void> {
    const told = new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
    while (!signal.aborted) {
      const free = await this.freeSlot();
      if (signal.aborted) break;
      try {
        const entries = await Promise.race([this.stream.read(free), told]);
        if (entries === null) break;
        for (const entry of entries) this.start(() => this.handle(entry));
      } catch (error) {
        if (signal.aborted) break;
        this.ctx.log.warn({ err: messageOf(error) }, "stream_read_failed");
        await sleep(tunables.loopIdleMs);
      }
    }
  }

  /** Takes over what others left behind. */
  async reclaim(): Promise<void> {
    const free = await this.freeSlot();
    for (const entry of await this.stream.reclaim(free)) this.start(() => this.handle(entry));
  }

  /** Works what PostgreSQL says is overdue, without Redis, and parks what killed its workers. Returns whether there may be more. */
  async reconcile(): Promise<boolean> {
    for (const inboxId of await parkExhaustedInboxEntries(this.ctx.db)) this.ctx.log.error({ inboxId }, "inbox_entry_parked");
    const free = await this.freeSlot();
    const overdue = await readOverdueInboxIds(this.ctx.db, free);
    await Promise.all(overdue.map((id) => ingestInboxEntry(this.container, this.ctx, id)));
    return overdue.length === free;
  }

  /** Waits until nothing is in work, or the signal ends the patience. */
  async drain(patience: AbortSignal): Promise<boolean> {
    while (this.inFlight.size > 0 && !patience.aborted) await Promise.race([...this.inFlight, sleep(100)]);
    return this.inFlight.size === 0;
  }
}
