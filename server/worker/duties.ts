import type { Container } from "../container";
import { sealEvents } from "../event/seal";
import type { Ctx } from "../platform/ctx";
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

async function refreshTopology(container: Container, ctx: Ctx): Promise<void> {
  for (const world of Object.values(container.worlds)) {
    if (world.evidence.cluster === null) continue;
    try {
      await recordTopology(ctx, { origin: world.origin, cluster: world.cluster, snapshot: await world.evidence.cluster.readTopology() });
    } catch (error) {
      ctx.log.warn({ err: error, origin: world.origin }, "topology_not_refreshed");
    }
  }
}

/** Everything a worker does beside reading the stream, one line a duty. */
export function workerDuties(container: Container, ctx: Ctx, consumer: InboxConsumer, stream: SignalStream): Loop[] {
  const idle = tunables.loopIdleMs;
  return [
    { name: "heartbeat", everyMs: tunables.heartbeatMs / 2, run: once(() => beatWorker(ctx.db, stream.consumer)) },
    { name: "topology", everyMs: tunables.topologyEveryMs, run: once(() => refreshTopology(container, ctx)) },
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
