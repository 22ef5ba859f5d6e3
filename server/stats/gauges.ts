import { count, eq, inArray, isNull, min, sql } from "drizzle-orm";
import { actions } from "../action/table";
import { inboxEntries } from "../inbox/table";
import { incidents } from "../incident/table";
import type { Ctx } from "../platform/ctx";
import { messageOf } from "../platform/errors";
import { metrics } from "../platform/metrics";
import type { Redis } from "../platform/redis/client";
import type { RedisKeys } from "../platform/redis/keys";
import { tunables } from "../platform/tunables";
import { readAutonomy } from "./autonomy";

const origins = ["live", "range"] as const;

type Store = "postgres" | "redis";

const { up, ...gauges } = metrics.stores;
const gaugesOf: Readonly<Record<Store, readonly (typeof gauges)[keyof typeof gauges][]>> = {
  postgres: [gauges.inboxEntries, gauges.inboxOldestSeconds, gauges.incidentsOpen, gauges.actions, gauges.autonomyRatio],
  redis: [gauges.streamLag, gauges.streamPending],
};

async function readPostgres(ctx: Ctx): Promise<() => void> {
  const [unfinished, dead, open, done, indexes] = await Promise.all([
    ctx.db
      .select({ status: inboxEntries.status, n: count(), oldestSeconds: sql<number>`extract(epoch from now() - ${min(inboxEntries.receivedAt)})`.mapWith(Number) })
      .from(inboxEntries)
      .where(inArray(inboxEntries.status, ["waiting", "processing"]))
      .groupBy(inboxEntries.status),
    ctx.db.select({ n: count() }).from(inboxEntries).where(eq(inboxEntries.status, "dead")),
    ctx.db.select({ origin: incidents.origin, n: count() }).from(incidents).where(isNull(incidents.settledAt)).groupBy(incidents.origin),
    ctx.db.select({ origin: actions.origin, tool: actions.tool, outcome: actions.status, n: count() }).from(actions).groupBy(actions.origin, actions.tool, actions.status),
    Promise.all(origins.map((origin) => readAutonomy(ctx, origin))),
  ]);
  return () => {
    for (const status of ["waiting", "processing"] as const) gauges.inboxEntries.labels(status).set(unfinished.find((row) => row.status === status)?.n ?? 0);
    gauges.inboxEntries.labels("dead").set(dead[0]?.n ?? 0);
    gauges.inboxOldestSeconds.set(Math.max(0, ...unfinished.map((row) => row.oldestSeconds)));
    for (const origin of origins) gauges.incidentsOpen.labels(origin).set(open.find((row) => row.origin === origin)?.n ?? 0);
    for (const row of done) gauges.actions.labels(row.origin, row.tool, row.outcome).set(row.n);
    for (const { origin, percent } of indexes) if (percent !== null) gauges.autonomyRatio.labels(origin).set(percent / 100);
  };
}

async function readRedis(redis: Redis, keys: RedisKeys): Promise<() => void> {
  const groups = (await redis.xinfo("GROUPS", keys.signals).catch((error: Error) => {
    if (error.message.includes("no such key")) return [];
    throw error;
  })) as unknown[][];
  const group = groups.map((row) => new Map(row.flatMap((value, index) => (index % 2 === 0 ? [[String(value), row[index + 1]] as const] : [])))).find((info) => info.get("name") === keys.workers);
  const pending = Number(group?.get("pending") ?? 0);
  // Redis does not know the lag once an unread entry was deleted; what is there and not pending is the next best.
  const lag = Number(group?.get("lag") ?? (await redis.xlen(keys.signals)) - pending);
  return () => {
    gauges.streamPending.set(pending);
    gauges.streamLag.set(Math.max(0, lag));
  };
}

/** A series without labels would come back as 0, which says that all is well. */
function leaveOut(store: Store): void {
  for (const gauge of gaugesOf[store]) gauge.reset();
  for (const gauge of [gauges.inboxOldestSeconds, gauges.streamLag, gauges.streamPending]) if (gaugesOf[store].includes(gauge)) gauge.remove();
}

async function readStore(ctx: Ctx, store: Store, read: () => Promise<() => void>): Promise<void> {
  try {
    const show = await read();
    leaveOut(store);
    show();
    up.labels(store).set(1);
  } catch (error) {
    ctx.log.warn({ err: messageOf(error), store }, "gauges_not_read");
    leaveOut(store);
    up.labels(store).set(0);
  }
}

let readAt = -Infinity;
let reading: Promise<unknown> = Promise.resolve();

/** Reads the store gauges of `/metrics` anew when they are older than ten seconds, so that scrapers cost the stores little however many there are. A store that does not answer leaves its series out. */
export async function refreshGauges(ctx: Ctx, redis: Redis, keys: RedisKeys): Promise<void> {
  if (performance.now() - readAt >= tunables.gaugesMaxAgeMs) {
    readAt = performance.now();
    reading = Promise.all([readStore(ctx, "postgres", () => readPostgres(ctx)), readStore(ctx, "redis", () => readRedis(redis, keys))]);
  }
  await reading;
}
