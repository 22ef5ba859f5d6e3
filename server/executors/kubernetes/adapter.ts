import type { V1Deployment, V1StatefulSet } from "@kubernetes/client-node";
import { actionCall } from "@/lib/contracts/action";
import type { ActionCall, TargetFingerprint } from "@/lib/contracts/action";
import { Drifted, isSameTarget, Refused } from "@/server/executors/port";
import type { ExecutorPort, TargetHealth } from "@/server/executors/port";
import { Unavailable } from "@/server/platform/errors";
import { ClusterConnection, refusalOf } from "@/server/platform/kubernetes";
import { tunables } from "@/server/platform/tunables";
import { diffWorkloads } from "./diff";
import { dependsOnHash, fingerprintOf, type LiveWorkload } from "./objects";
import { guard, lastActionAnnotation, markOperation, revertedMark, type PatchOperation } from "./patch";
import { planChange, planRevert, valueBefore } from "./plan";
import { Targets, type Target } from "./target";

/*
 * Vendor doc: https://kubernetes.io/docs/reference/using-api/api-concepts/ (JSON Patch, dry run)
 * Needs: get and patch on Deployments and StatefulSets, list and get on ReplicaSets (apps/v1), list on HorizontalPodAutoscalers
 * (autoscaling/v2), in the namespaces it may act in.
 * Arguments only ever become path parameters, after their shape was checked again, or JSON values; there is no shell and no kubectl.
 * Limits: one workload per action; a patch may take 35 s, more than the 30 s an admission webhook may think, since giving up earlier
 * would only make outcomes unknown.
 * Lost: a mark is overwritten by the next action on the same workload, so `happened` proves only the latest.
 */

const patchTimeoutMs = 35_000;

/** Which cluster to act on, and the name that calls must carry. */
export interface KubernetesExecutorOptions {
  kubeConfig: string | "in-cluster";
  cluster: string;
  /** For reads. */
  timeoutMs?: number;
  /** For the dry run and the change. */
  changeTimeoutMs?: number;
}

/**
 * Restarts, scales and rolls back workloads of one cluster. `execute` throws `Unavailable` only when nothing was done: before the change was sent, or when the server turned it away as too much (429); what it throws while
 * the change is under way is the client's own error, and then the outcome is unknown.
 */
export function kubernetesExecutor(options: KubernetesExecutorOptions): ExecutorPort {
  const { kubeConfig, timeoutMs = tunables.evidenceTimeoutMs, changeTimeoutMs = patchTimeoutMs } = options;
  const reading = new ClusterConnection({ kubeConfig, timeoutMs });
  const targets = new Targets(reading, new ClusterConnection({ kubeConfig, timeoutMs: changeTimeoutMs }));

  /** Throws what a definite refusal means; returns when the error leaves the outcome open. */
  const throwRefusal = async (call: ActionCall, frozen: TargetFingerprint, read: LiveWorkload, error: unknown): Promise<void> => {
    const refusal = refusalOf(error);
    if (!refusal || refusal.status >= 500 || refusal.status === 408) return;
    if (refusal.status === 429) throw new Unavailable("The cluster is overloaded.", { internal: refusal.message });
    if (refusal.status === 404) throw new Drifted("the target is gone");
    if (refusal.status === 422) {
      // A failed test and an invalid object share this status; only the target itself tells them apart.
      const now = await targets.read(call).catch(() => null);
      if (now) throwDrift(call, now.live, frozen);
      if (now && now.live.metadata.generation !== read.metadata.generation) throw new Unavailable("The target changed while it was looked at.", { internal: refusal.message });
    }
    throw new Refused(`HTTP ${refusal.status}: ${refusal.message}`);
  };

  const dryRun = async (call: ActionCall, frozen: TargetFingerprint, target: Target, body: readonly PatchOperation[]): Promise<LiveWorkload> => {
    try {
      return await targets.patch(call, target.kind, body, "All");
    } catch (error) {
      await throwRefusal(call, frozen, target.live, error);
      throw error instanceof Unavailable ? error : new Unavailable("The cluster did not answer a dry run.", { cause: error });
    }
  };

  /** Tries a change and then makes it, with its mark, if the target is still as it was just read. */
  const change = async (call: ActionCall, frozen: TargetFingerprint, target: Target, operations: readonly PatchOperation[], mark: string): Promise<void> => {
    const body = [...guard(target.live.metadata), ...operations, markOperation(target.live, operations, mark)];
    await dryRun(call, frozen, target, body);
    try {
      await targets.patch(call, target.kind, body);
    } catch (error) {
      await throwRefusal(call, frozen, target.live, error);
      throw error;
    }
  };

  return {
    async preview(unchecked) {
      const call = checked(unchecked, options.cluster);
      const found = await targets.read(call);
      if (!found) throw new Refused("there is no such workload");
      const target = fingerprintOf(call, found.live);
      const body = [...guard(found.live.metadata), ...(await planChange(targets, call, found))];
      const after = await dryRun(call, target, found, body).catch((error: unknown) => {
        if (error instanceof Drifted) throw new Unavailable("The target changed while it was looked at.", { cause: error });
        throw error;
      });
      const value = valueBefore(call, found);
      return { target, diff: diffWorkloads(found.live, after), ...(value === null ? {} : { restore: { value, leftHash: dependsOnHash(call, after) } }) };
    },

    async execute(unchecked, frozen, actionId) {
      const call = checked(unchecked, options.cluster);
      const found = await targets.read(call);
      if (!found) throw new Drifted("the target is gone");
      throwDrift(call, found.live, frozen);
      await change(call, frozen, found, await planChange(targets, call, found), actionId);
    },

    async happened(unchecked, actionId) {
      const found = await targets.read(checked(unchecked, options.cluster));
      const mark = found?.live.metadata.annotations?.[lastActionAnnotation];
      return mark === actionId || mark === revertedMark(actionId);
    },

    async health(unchecked) {
      const call = checked(unchecked, options.cluster);
      const { namespace, name } = call.args;
      const found = (await reading.read(({ apps }) => apps.readNamespacedDeployment({ namespace, name }))) ?? (await reading.read(({ apps }) => apps.readNamespacedStatefulSet({ namespace, name })));
      return found ? healthOf(found) : { settled: false, ready: 0, desired: 0 };
    },

    async revert(unchecked, restore, actionId) {
      const call = checked(unchecked, options.cluster);
      const found = await targets.read(call);
      const mark = found?.live.metadata.annotations?.[lastActionAnnotation];
      if (found && mark === revertedMark(actionId)) return;
      if (!found || mark !== actionId || dependsOnHash(call, found.live) !== restore.leftHash) throw new Drifted("the target is not as the action left it");
      const operations = await planRevert(targets, call, found, restore.value);
      try {
        await change(call, fingerprintOf(call, found.live), found, operations, revertedMark(actionId));
      } catch (error) {
        if (error instanceof Drifted || error instanceof Refused) throw error;
        throw new Unavailable("The cluster did not say whether it was taken back.", { cause: error });
      }
    },
  };
}

/** Settled when the controller has seen the latest spec, every replica is of the latest template, ready and available, and no other is left. */
export function healthOf({ metadata, spec, status }: V1Deployment | V1StatefulSet): TargetHealth {
  const desired = spec?.replicas ?? 1;
  const counts = [status?.replicas, status?.updatedReplicas, status?.readyReplicas, status?.availableReplicas];
  const isObserved = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  return { settled: isObserved && counts.every((count) => (count ?? 0) === desired), ready: status?.readyReplicas ?? 0, desired };
}

function checked(call: ActionCall, cluster: string): ActionCall {
  const read = actionCall.safeParse(call);
  if (!read.success) throw new Refused("the call is not one of the closed set");
  if (read.data.args.cluster !== cluster) throw new Refused("the call is for another cluster");
  return read.data;
}

function throwDrift(call: ActionCall, live: LiveWorkload, frozen: TargetFingerprint): void {
  if (live.metadata.uid !== frozen.uid) throw new Drifted("the target was deleted and made anew");
  if (!isSameTarget(frozen, fingerprintOf(call, live))) throw new Drifted("what the action depends on has changed");
}
