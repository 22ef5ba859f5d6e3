import { wakeForbidden } from "../action/wake-forbidden";
import { expireApprovals, remindApprovals } from "../approval/expire";
import type { Container } from "../container";
import { sealBatchSize, sealEvents } from "../event/seal";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import { beatWorker } from "../stats/heartbeat";
import type { InboxConsumer } from "./consumer";
import type { Loop } from "./loop";
import { chainCheckpointer } from "./pipeline/checkpoint";
import { executeDueAction, recoverLapsedAction } from "./pipeline/execute";
import { judgeDueIncident } from "./pipeline/judge";
import { readHiddenAlerts } from "./pipeline/read-hidden";
import { endSilence, regroupIncidents, settleHeldIncidents } from "./pipeline/regroup";
import { mapRefresher } from "./pipeline/refresh-map";
import { removeExpired } from "./pipeline/retain";
import { verifyDueAction } from "./pipeline/verify";
import { sourceWatcher } from "./pipeline/watch-sources";
import { giveUpPlaybooks, watchProposals } from "./pipeline/watch";
import type { SignalStream } from "./stream";

const once = (run: () => Promise<unknown>) => async () => {
  await run();
  return false;
};

async function replaceDeafReader(ctx: Ctx, stream: SignalStream): Promise<void> {
  if (await stream.replaceDeafReader()) ctx.log.error("reader_was_deaf");
}

/** Everything a worker does beside reading the stream, one line a duty. */
export function workerDuties(container: Container, ctx: Ctx, consumer: InboxConsumer, stream: SignalStream): Loop[] {
  const idle = tunables.loopIdleMs;
  return [
    { name: "heartbeat", everyMs: tunables.heartbeatMs / 2, run: once(() => beatWorker(ctx.db, stream.consumer)) },
    { name: "topology", everyMs: tunables.reclaimEveryMs, run: once(mapRefresher(container, ctx)) },
    { name: "reclaim", everyMs: tunables.reclaimEveryMs, run: once(() => consumer.reclaim()) },
    { name: "reconcile", everyMs: tunables.reclaimEveryMs, run: () => consumer.reconcile() },
    { name: "reader", everyMs: tunables.reclaimEveryMs, run: once(() => replaceDeafReader(ctx, stream)) },
    { name: "trim", everyMs: tunables.trimEveryMs, run: once(() => stream.trim()) },
    { name: "regroup", everyMs: tunables.regroupEveryMs, run: once(() => regroupIncidents(container, ctx)) },
    { name: "read-hidden", everyMs: tunables.readHiddenEveryMs, run: once(() => readHiddenAlerts(container, ctx)) },
    { name: "held", everyMs: tunables.heldEveryMs, run: once(() => settleHeldIncidents(ctx)) },
    { name: "silence", everyMs: tunables.silenceEveryMs, run: () => endSilence(container, ctx) },
    { name: "forget-consumers", everyMs: tunables.consumerForgottenMs, run: once(() => stream.forgetSilentConsumers()) },
    ...Array.from({ length: tunables.judgesAtOnce }, () => ({ name: "judge", everyMs: idle, run: () => judgeDueIncident(container, ctx) })),
    { name: "execute", everyMs: idle, run: () => executeDueAction(container, ctx) },
    { name: "recover", everyMs: tunables.reclaimEveryMs, run: () => recoverLapsedAction(container, ctx) },
    { name: "verify", everyMs: idle, run: () => verifyDueAction(container, ctx) },
    { name: "watch", everyMs: tunables.watchEveryMs, run: once(() => watchProposals(container, ctx)) },
    { name: "forbidden", everyMs: tunables.watchEveryMs, run: once(() => wakeForbidden(ctx)) },
    { name: "watch-sources", everyMs: tunables.watchSourcesEveryMs, run: once(sourceWatcher(container, ctx)) },
    { name: "expire", everyMs: tunables.reclaimEveryMs, run: once(() => expireApprovals(ctx)) },
    { name: "remind", everyMs: tunables.reclaimEveryMs, run: once(() => remindApprovals(ctx)) },
    { name: "playbooks", everyMs: tunables.watchEveryMs, run: once(() => giveUpPlaybooks(ctx)) },
    { name: "seal", everyMs: idle, run: async () => (await sealEvents(ctx.db)) === sealBatchSize },
    { name: "checkpoint", everyMs: tunables.checkpointLookMs, run: chainCheckpointer(container) },
    { name: "retain", everyMs: tunables.retentionEveryMs, run: () => removeExpired(container, ctx) },
  ];
}
