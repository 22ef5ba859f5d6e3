import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "../container";
import { parkExhaustedInboxEntries, readFinishedInboxIds, readOverdueInboxIds } from "../inbox/claim";
import type { Ctx } from "../platform/ctx";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { ingestInboxEntries } from "./pipeline/ingest";
import type { SignalStream } from "./stream";

/** An inbox entry in this worker's hands; `streamId` is null when PostgreSQL named it, not Redis. */
interface Item {
  readonly inboxId: string;
  readonly streamId: string | null;
}

/**
 * Takes inbox entries to their end: from the stream, from silent consumers, and straight from PostgreSQL when Redis lost them.
 * It reads no more than it has room for, works everything that has come in the meantime together, one batch at a time, and
 * acknowledges only what is committed. What comes to an idle worker is worked at once.
 */
export class InboxConsumer {
  /** Everything read and not finished, waiting or in work. */
  private readonly held = new Set<Item>();
  private queue: Item[] = [];
  private working: Promise<void> | null = null;
  private heartbeat: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly container: Container,
    private readonly ctx: Ctx,
    private readonly stream: SignalStream,
    private readonly stopping: AbortSignal,
  ) {}

  private get room(): number {
    return tunables.inboxCapacity - this.held.size;
  }

  private take(items: readonly Item[]): void {
    if (items.length === 0) return;
    for (const item of items) this.held.add(item);
    this.queue.push(...items);
    this.heartbeat ??= setInterval(() => void this.renew(), tunables.heartbeatMs);
    this.working ??= this.work().finally(() => {
      this.working = null;
      if (this.heartbeat !== null) clearInterval(this.heartbeat);
      this.heartbeat = null;
    });
  }

  private async renew(): Promise<void> {
    const streamIds = [...this.held].flatMap((item) => item.streamId ?? []);
    if (streamIds.length === 0) return;
    await this.stream.renew(streamIds).catch((error: unknown) => this.ctx.log.warn({ err: messageOf(error) }, "stream_entries_not_renewed"));
  }

  /** Works what is there, batch after batch, until nothing is left or the worker is told to stop. */
  private async work(): Promise<void> {
    while (this.queue.length > 0 && !this.stopping.aborted) {
      // Half of the room, so that the next batch is read while this one is in work.
      const batch = this.queue.splice(0, tunables.inboxCapacity / 2);
      try {
        await this.finish(batch, await ingestInboxEntries(this.container, this.ctx, [...new Set(batch.map((item) => item.inboxId))], this.stopping));
        for (const item of batch) this.held.delete(item);
      } catch (error) {
        this.ctx.log.error({ err: error }, "inbox_work_failed");
        this.queue.unshift(...batch);
        await sleep(tunables.loopIdleMs);
      }
    }
    for (const item of this.queue.splice(0)) this.held.delete(item);
  }

  private async finish(batch: readonly Item[], outcomes: ReadonlyMap<string, string>): Promise<void> {
    const elsewhere = [...outcomes].flatMap(([id, outcome]) => (outcome === "elsewhere" ? [id] : []));
    const done = elsewhere.length === 0 ? new Set<string>() : await readFinishedInboxIds(this.ctx.db, elsewhere);
    const streamIds = batch.flatMap(({ inboxId, streamId }) => {
      const outcome = outcomes.get(inboxId);
      return streamId !== null && (outcome === "processed" || outcome === "dead" || done.has(inboxId)) ? [streamId] : [];
    });
    // Without Redis the entry comes again, is found done, and is acknowledged then.
    if (streamIds.length > 0) await this.stream.acknowledge(streamIds).catch((error: unknown) => this.ctx.log.warn({ err: messageOf(error) }, "stream_entries_not_acknowledged"));
  }

  /** Reads new entries until told to stop; survives any outage of Redis, and stops during one, when a read would never return. */
  async consume(): Promise<void> {
    const told = new Promise<null>((resolve) => this.stopping.addEventListener("abort", () => resolve(null), { once: true }));
    let orphaned = false;
    while (!this.stopping.aborted) {
      try {
        if (orphaned) await this.takeOrphans();
        orphaned = false;
        while (this.room <= 0 && !this.stopping.aborted) await Promise.race([this.roomAgain(), told]);
        if (this.stopping.aborted) break;
        const entries = await Promise.race([this.stream.read(this.room), told]);
        if (entries === null) break;
        this.take(entries);
      } catch (error) {
        if (this.stopping.aborted) break;
        orphaned = true;
        this.ctx.log.warn({ err: messageOf(error) }, "stream_read_failed");
        await sleep(tunables.loopIdleMs);
      }
    }
  }

  private async roomAgain(): Promise<void> {
    await Promise.race([this.working, sleep(10)]);
  }

  /** A read that failed may have been answered after all: those entries are ours, and nobody is at work on them. */
  private async takeOrphans(): Promise<void> {
    const known = new Set([...this.held].map((item) => item.streamId));
    let after = "0-0";
    while (this.room > 0) {
      const page = await this.stream.readOwn(after, tunables.inboxCapacity);
      const last = page.at(-1);
      if (last === undefined) return;
      this.take(page.filter((entry) => !known.has(entry.streamId)).slice(0, this.room));
      after = last.streamId;
    }
  }

  /** Takes over what others left behind. */
  async reclaim(): Promise<void> {
    if (this.room > 0) this.take(await this.stream.reclaim(this.room));
  }

  /** Works what PostgreSQL says is overdue, without Redis, and parks what killed its workers. Returns whether there may be more. */
  async reconcile(): Promise<boolean> {
    for (const inboxId of await parkExhaustedInboxEntries(this.ctx)) this.ctx.log.error({ inboxId }, "inbox_entry_parked");
    const room = this.room;
    if (room <= 0) return false;
    const known = new Set([...this.held].map((item) => item.inboxId));
    const overdue = await readOverdueInboxIds(this.ctx.db, room);
    this.take(overdue.filter((id) => !known.has(id)).map((inboxId) => ({ inboxId, streamId: null })));
    await this.working;
    return overdue.length === room;
  }

  /** Waits until nothing is in work, or the signal ends the patience. */
  async drain(patience: AbortSignal): Promise<boolean> {
    while (this.working !== null && !patience.aborted) await Promise.race([this.working, sleep(100)]);
    return this.working === null;
  }
}
