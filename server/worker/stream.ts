import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Redis } from "../platform/redis/client";
import type { RedisKeys } from "../platform/redis/keys";
import { tunables } from "../platform/tunables";

/** One delivery of the stream. */
export interface StreamEntry {
  readonly streamId: string;
  readonly inboxId: string;
}

/** Renews an entry only while this consumer still owns it: an unconditional XCLAIM would steal it back from its new owner. */
const renewIfOwner = `
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if #pending == 0 or pending[1][2] ~= ARGV[2] then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
return 1`;

type RawEntry = [streamId: string, fields: string[] | null];

function entryOf([streamId, fields]: RawEntry): StreamEntry {
  const at = fields?.indexOf("inboxId") ?? -1;
  return { streamId, inboxId: (at < 0 ? undefined : fields?.[at + 1]) ?? "" };
}

/**
 * The signals stream as one consumer of the workers' group sees it. `reader` blocks and serves only `read`; `commands` does the
 * rest. A stream that vanished (FLUSHALL, empty restart) is made again at the next call.
 */
export class SignalStream {
  readonly consumer = `${hostname()}-${process.pid}-${randomBytes(4).toString("hex")}`;

  constructor(
    private readonly reader: Redis,
    private readonly commands: Redis,
    private readonly keys: RedisKeys,
  ) {}

  private async withGroup<T>(redis: Redis, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Error) || !/NOGROUP|no such key/.test(error.message)) throw error;
      await redis.xgroup("CREATE", this.keys.signals, this.keys.workers, "0", "MKSTREAM").catch((exists: Error) => {
        if (!exists.message.includes("BUSYGROUP")) throw exists;
      });
      return run();
    }
  }

  /** Up to `count` new entries, waiting a moment for the first. */
  async read(count: number): Promise<StreamEntry[]> {
    const reply = await this.withGroup(this.reader, () => this.reader.xreadgroup("GROUP", this.keys.workers, this.consumer, "COUNT", count, "BLOCK", tunables.streamBlockMs, "STREAMS", this.keys.signals, ">"));
    const streams = (reply ?? []) as [string, RawEntry[]][];
    return streams.flatMap(([, entries]) => entries.map(entryOf));
  }

  /** Up to `count` entries whose consumer has not renewed them for a lease's time; none while Redis is away. */
  async reclaim(count: number): Promise<StreamEntry[]> {
    if (this.commands.status !== "ready") return [];
    const reply = await this.withGroup(this.commands, () => this.commands.xautoclaim(this.keys.signals, this.keys.workers, this.consumer, tunables.leaseMs, "0-0", "COUNT", count));
    return ((reply as [string, RawEntry[]])[1] ?? []).map(entryOf);
  }

  /** Keeps an entry this consumer's for another lease; false when it is no longer ours. */
  async renew(streamId: string): Promise<boolean> {
    return (await this.commands.eval(renewIfOwner, 1, this.keys.signals, this.keys.workers, this.consumer, streamId)) === 1;
  }

  /** Takes finished entries off the stream for good; only ever called after their commit. */
  async acknowledge(streamId: string): Promise<void> {
    await this.commands.multi().xack(this.keys.signals, this.keys.workers, streamId).xdel(this.keys.signals, streamId).exec();
  }

  /** Forgets consumers that are long silent and hold nothing; one that holds entries would lose them. */
  async forgetSilentConsumers(): Promise<void> {
    if (this.commands.status !== "ready") return;
    const rows = (await this.withGroup(this.commands, () => this.commands.xinfo("CONSUMERS", this.keys.signals, this.keys.workers))) as (string | number)[][];
    for (const row of rows) {
      const info = new Map(row.flatMap((value, i) => (i % 2 === 0 ? [[String(value), row[i + 1]] as const] : [])));
      if (info.get("pending") !== 0 || Number(info.get("idle") ?? 0) < tunables.consumerForgottenMs) continue;
      await this.commands.xgroup("DELCONSUMER", this.keys.signals, this.keys.workers, String(info.get("name")));
    }
  }
}
