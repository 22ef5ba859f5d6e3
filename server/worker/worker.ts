import { setMaxListeners } from "node:events";
import type { Container } from "../container";
import { seedRangeHistory } from "../incident/seed-history";
import { connectRedis } from "../platform/redis/client";
import { tunables } from "../platform/tunables";
import { InboxConsumer } from "./consumer";
import { workerDuties } from "./duties";
import { repeat } from "./loop";
import { SignalStream } from "./stream";

/** A running worker; `stop` reads nothing new and lets work in flight end. */
export interface Worker {
  stop(): Promise<void>;
}

/** Starts the consumer and all duties of one worker process. */
export async function startWorker(container: Container): Promise<Worker> {
  const { log } = container;
  const ctx = container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  if (container.config.range !== null) await seedRangeHistory(ctx);
  const stream = new SignalStream(() => connectRedis(container.config.redisUrl, "reader", log), container.redis, container.keys);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const consumer = new InboxConsumer(container, ctx, stream, stopping.signal);
  const consuming = consumer.consume();
  const duties = workerDuties(container, ctx, consumer, stream).map((loop) => repeat(loop, log, stopping.signal));
  log.info({ consumer: stream.consumer }, "worker_ready");
  return {
    stop: async () => {
      log.info("signal_worker_shutting_down");
      stopping.abort();
      stream.close();
      const patience = AbortSignal.timeout(tunables.drainMs);
      const drained = await consumer.drain(patience);
      await Promise.race([Promise.all([consuming, ...duties]), new Promise((resolve) => patience.addEventListener("abort", resolve, { once: true }))]);
      if (!drained) log.warn("work_left_to_another_worker");
    },
  };
}
