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

/** Renews entries only while this consumer still owns them: an unconditional XCLAIM would steal them back from their new owner. */
const renewOwned = `
local renewed = 0
for i = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1)
  if #pending > 0 and pending[1][2] == ARGV[2] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    renewed = renewed + 1
  end
end
return renewed`;

/** Trims up to the oldest entry that any group has still to acknowledge, or to the last it was given; in one step, so that nothing is delivered in between. */
const trimAcknowledged = `
local function parts(id) local ms, seq = string.match(id, '^(%d+)-(%d+)$') return tonumber(ms), tonumber(seq) end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local least = nil
for _, raw in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = {}
  for i = 1, #raw, 2 do group[raw[i]] = raw[i + 1] end
  local pending = redis.call('XPENDING', KEYS[1], group['name'])
  local keep = pending[1] > 0 and pending[2] or group['last-delivered-id']
  if least == nil then least = keep else
    local ms, seq = parts(keep)
    local leastMs, leastSeq = parts(least)
    if ms < leastMs or (ms == leastMs and seq < leastSeq) then least = keep end
  end
end
if least == nil then return 0 end
return redis.call('XTRIM', KEYS[1], 'MINID', least)`;

type RawEntry = [streamId: string, fields: string[] | null];

function entryOf([streamId, fields]: RawEntry): StreamEntry {
  const at = fields?.indexOf("inboxId") ?? -1;
  return { streamId, inboxId: (at < 0 ? undefined : fields?.[at + 1]) ?? "" };
}

/**
 * The signals stream as one consumer of the workers' group sees it. One connection blocks and serves only `read`; `commands` does
 * the rest. A stream that vanished (FLUSHALL, empty restart) is made again at the next call.
 */
export class SignalStream {
  readonly consumer = `${hostname()}-${process.pid}-${randomBytes(4).toString("hex")}`;
  private reader: Redis;
  private readingSince: number | null = null;
  private giveUp: () => void = () => undefined;

  constructor(
    private readonly connectReader: () => Redis,
    private readonly commands: Redis,
    private readonly keys: RedisKeys,
  ) {
    this.reader = connectReader();
  }

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

  /** Up to `count` new entries, waiting a moment for the first. @throws {Error} when the connection was lost or given up: then entries may have been delivered that nobody saw */
  async read(count: number): Promise<StreamEntry[]> {
    const { reader, keys } = this;
    const givenUp = new Promise<never>((_, reject) => (this.giveUp = () => reject(new Error("the reader was deaf"))));
    this.readingSince = performance.now();
    try {
      const reading = this.withGroup(reader, () => reader.xreadgroup("GROUP", keys.workers, this.consumer, "COUNT", count, "BLOCK", tunables.streamBlockMs, "STREAMS", keys.signals, ">"));
      const reply = (await Promise.race([reading, givenUp])) as [string, RawEntry[]][] | null;
      return (reply ?? []).flatMap(([, entries]) => entries.map(entryOf));
    } finally {
      this.readingSince = null;
    }
  }

  /** Up to `count` entries after the given id that were delivered to this consumer and not acknowledged. */
  async readOwn(after: string, count: number): Promise<StreamEntry[]> {
    const reply = (await this.withGroup(this.commands, () => this.commands.xreadgroup("GROUP", this.keys.workers, this.consumer, "COUNT", count, "STREAMS", this.keys.signals, after))) as [string, RawEntry[]][] | null;
    return (reply ?? []).flatMap(([, entries]) => entries.map(entryOf));
  }

  /** Up to `count` entries whose consumer has not renewed them for a lease's time; none while Redis is away. */
  async reclaim(count: number): Promise<StreamEntry[]> {
    if (this.commands.status !== "ready") return [];
    const reply = await this.withGroup(this.commands, () => this.commands.xautoclaim(this.keys.signals, this.keys.workers, this.consumer, tunables.leaseMs, "0-0", "COUNT", count));
    return ((reply as [string, RawEntry[]])[1] ?? []).map(entryOf);
  }

  /** Keeps entries this consumer's for another lease, all in one step; returns how many still are. */
  async renew(streamIds: readonly string[]): Promise<number> {
    return Number(await this.commands.eval(renewOwned, 1, this.keys.signals, this.keys.workers, this.consumer, ...streamIds));
  }

  /** Takes finished entries off the stream for good; only ever called after their commit. */
  async acknowledge(streamIds: readonly string[]): Promise<void> {
    await this.commands.multi().xack(this.keys.signals, this.keys.workers, ...streamIds).xdel(this.keys.signals, ...streamIds).exec();
  }

  /** Removes what every group has acknowledged and nobody removed, and never anything else. Returns how many entries. */
  async trim(): Promise<number> {
    return this.commands.status === "ready" ? Number(await this.commands.eval(trimAcknowledged, 1, this.keys.signals)) : 0;
  }

  /** Gives the reader a new connection when a read has not returned for long although entries wait; returns whether it was deaf. */
  async replaceDeafReader(): Promise<boolean> {
    const since = this.readingSince;
    if (since === null || performance.now() - since < tunables.readerDeafMs || this.commands.status !== "ready") return false;
    if (!(await this.hasUndelivered()) || this.readingSince !== since) return false;
    const deaf = this.reader;
    this.reader = this.connectReader();
    this.giveUp();
    deaf.disconnect(false);
    return true;
  }

  private async hasUndelivered(): Promise<boolean> {
    const groups = (await this.withGroup(this.commands, () => this.commands.xinfo("GROUPS", this.keys.signals))) as (string | number)[][];
    const own = groups.map(fieldsOf).find((group) => group.get("name") === this.keys.workers);
    const last = String(own?.get("last-delivered-id") ?? "0-0");
    return (await this.commands.xrange(this.keys.signals, `(${last}`, "+", "COUNT", 1)).length > 0;
  }

  /** Forgets consumers that are long silent and hold nothing; one that holds entries would lose them. */
  async forgetSilentConsumers(): Promise<void> {
    if (this.commands.status !== "ready") return;
    const rows = (await this.withGroup(this.commands, () => this.commands.xinfo("CONSUMERS", this.keys.signals, this.keys.workers))) as (string | number)[][];
    for (const info of rows.map(fieldsOf)) {
      if (info.get("pending") !== 0 || Number(info.get("idle") ?? 0) < tunables.consumerForgottenMs) continue;
      await this.commands.xgroup("DELCONSUMER", this.keys.signals, this.keys.workers, String(info.get("name")));
    }
  }

  /** Ends the reading connection. */
  close(): void {
    this.reader.disconnect(false);
  }
}

function fieldsOf(row: readonly (string | number)[]): Map<string, string | number | undefined> {
  return new Map(row.flatMap((value, i) => (i % 2 === 0 ? [[String(value), row[i + 1]] as const] : [])));
}
