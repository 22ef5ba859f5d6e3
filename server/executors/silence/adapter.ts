import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { actionCall, type ActionCall } from "@/lib/contracts/action";
import { Drifted, isSameTarget, Refused, type ExecutorPort, type Preview } from "@/server/executors/port";
import { messageOf, Unavailable } from "@/server/platform/errors";
import type { AlertmanagerAccess } from "@/server/platform/alertmanager";
import { AlertmanagerClient, type GettableSilence, type NewSilence } from "./client";
import { alertsAbout, matchersFor } from "./matchers";

/*
 * Vendor doc: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 * A silence carries the id of its action in its comment: by it `happened` and `revert` find it, and a second `execute` finds it made.
 * Limits: one alert name of one workload; an alert that no label ties to the workload is never silenced.
 * Lost: Alertmanager forgets expired silences after five days.
 */

const createdBy = "awoooi";

/** Which Alertmanager, and the cluster that calls must name. */
export interface SilenceExecutorOptions extends AlertmanagerAccess {
  readonly cluster: string;
}

type SilenceCall = Extract<ActionCall, { tool: "silence" }>;
type Matchers = NewSilence["matchers"];

const commentOf = (actionId: string) => `AWOOOI action ${actionId}`;

function preview({ args }: SilenceCall, matchers: Matchers): Preview {
  const dependsOnHash = createHash("sha256").update(canonicalize(matchers) ?? "").digest("hex");
  const target = { uid: `alert/${args.cluster}/${args.namespace}/${args.name}/${args.alertname}`, generation: 0, observedAt: new Date().toISOString(), dependsOnHash };
  const after = `${matchers.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(" ")} · ${args.durationSeconds} s`;
  return { target, diff: [{ path: "/silences", before: null, after }], restore: { value: 0, leftHash: dependsOnHash } };
}

/** Silences one alert of one workload for a while. Hiding is all it does: the fault stays, and so does its incident. */
export function silenceExecutor(options: SilenceExecutorOptions): ExecutorPort {
  const client = new AlertmanagerClient(options);

  const checked = (call: ActionCall): SilenceCall => {
    const read = actionCall.safeParse(call);
    if (!read.success || read.data.tool !== "silence") throw new Refused("the call is not a silence");
    if (read.data.args.cluster !== options.cluster) throw new Refused("the call is for another cluster");
    return read.data;
  };

  const look = async (call: SilenceCall): Promise<{ matchers: Matchers; preview: Preview }> => {
    const alerts = await client.alertsNamed(call.args.alertname);
    const matchers = matchersFor(alerts, call.args);
    if (matchers === null) throw new Refused("no such alert fires about this workload");
    return { matchers, preview: preview(call, matchers) };
  };

  const find = async (actionId: string): Promise<GettableSilence | undefined> => (await client.silences()).find(({ comment }) => comment.endsWith(commentOf(actionId)));

  return {
    async preview(unchecked) {
      const call = checked(unchecked);
      const seen = await look(call);
      if (alertsAbout(await client.alertsNamed(call.args.alertname), call.args).every(({ status }) => status.silencedBy.length > 0)) throw new Refused("it is silenced already");
      return seen.preview;
    },

    async execute(unchecked, frozen, actionId) {
      const call = checked(unchecked);
      if (await find(actionId)) return;
      const { matchers, preview: now } = await look(call).catch((error: unknown) => {
        if (error instanceof Refused) throw new Drifted(error.message);
        throw error;
      });
      if (!isSameTarget(frozen, now.target)) throw new Drifted("the alert has other labels now");
      const startsAt = new Date();
      await client.silence({ matchers, startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + call.args.durationSeconds * 1000).toISOString(), createdBy, comment: commentOf(actionId) });
    },

    async happened(unchecked, actionId) {
      checked(unchecked);
      return (await find(actionId)) !== undefined;
    },

    async health(unchecked) {
      const call = checked(unchecked);
      const alerts = alertsAbout(await client.alertsNamed(call.args.alertname), call.args);
      const silenced = alerts.filter(({ status }) => status.silencedBy.length > 0).length;
      return { settled: silenced === alerts.length, ready: silenced, desired: alerts.length };
    },

    async revert(unchecked, _restore, actionId) {
      checked(unchecked);
      const made = await find(actionId);
      if (made === undefined) throw new Drifted("there is no such silence");
      if (made.status.state === "expired") return;
      try {
        await client.expire(made.id);
      } catch (error) {
        if ((await find(actionId))?.status.state === "expired") return;
        throw error instanceof Refused ? error : new Unavailable("Alertmanager did not say whether the silence ended.", { internal: messageOf(error), cause: error });
      }
    },
  };
}
