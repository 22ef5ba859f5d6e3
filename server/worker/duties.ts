import type { Origin } from "@/lib/contracts/common";
import type { Container } from "../container";
import { sealEvents } from "../event/seal";
import type { Ctx } from "../platform/ctx";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { beatWorker } from "../stats/heartbeat";
import { recordTopology } from "../topology/record";
import type { InboxConsumer } from "./consumer";
import type { Loop } from "./loop";
import { executeDueAction, recoverLapsedAction } from "./pipeline/execute";
import { judgeDueIncident } from "./pipeline/judge";
import { verifyDueAction } from "./pipeline/verify";
import { expireApprovals, watchProposals } from "./pipeline/watch";
import type { SignalStream } from "./stream";

const once = (run: () => Promise<unknown>) => async () => {
  await run();
  return false;
};

/** Reads each cluster's topology when it is due; a cluster that did not answer is due again at the next look. */
function topologyRefresher(container: Container, ctx: Ctx): () => Promise<void> {
  const readAt = new Map<Origin, number>();
  return async () => {
    for (const { origin, cluster, evidence } of Object.values(container.worlds)) {
      const now = performance.now();
      if (evidence.cluster === null || now - (readAt.get(origin) ?? -Infinity) < tunables.topologyEveryMs) continue;
      try {
        await recordTopology(ctx, { origin, cluster, snapshot: await evidence.cluster.readTopology() });
        readAt.set(origin, now);
      } catch (error) {
        ctx.log.warn({ err: messageOf(error), origin }, "topology_not_refreshed");
      }
    }
  };
}

/** Everything a worker does beside reading the stream, one line a duty. */
export function workerDuties(container: Container, ctx: Ctx, consumer: InboxConsumer, stream: SignalStream): Loop[] {
  const idle = tunables.loopIdleMs;
  return [
    { name: "heartbeat", everyMs: tunables.heartbeatMs / 2, run: once(() => beatWorker(ctx.db, stream.consumer)) },
    { name: "topology", everyMs: tunables.reclaimEveryMs, run: once(topologyRefresher(container, ctx)) },
    { name: "reclaim", everyMs: tunables.reclaimEveryMs, run: once(() => consumer.reclaim()) },
    { name: "reconcile", everyMs: tunables.reclaimEveryMs, run: () => consumer.reconcile() },
    { name: "forget-consumers", everyMs: tunables.consumerForgottenMs, run: once(() => stream.forgetSilentConsumers()) },
    { name: "judge", everyMs: idle, run: () => judgeDueIncident(container, ctx) },
    { name: "execute", everyMs: idle, run: () => executeDueAction(container, ctx) },
    { name: "recover", everyMs: tunables.reclaimEveryMs, run: () => recoverLapsedAction(container, ctx) },
    { name: "verify", everyMs: idle, run: () => verifyDueAction(container, ctx) },
    { name: "watch", everyMs: tunables.watchEveryMs, run: once(() => watchProposals(container, ctx)) },
    { name: "expire", everyMs: tunables.reclaimEveryMs, run: once(() => expireApprovals(ctx)) },
    { name: "seal", everyMs: idle, run: async () => (await sealEvents(ctx.db)) > 0 },
  ];
}
