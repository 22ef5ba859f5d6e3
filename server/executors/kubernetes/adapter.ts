import type { V1Deployment } from "@kubernetes/client-node";
import { actionCall } from "@/lib/contracts/action";
import type { ActionCall, TargetFingerprint } from "@/lib/contracts/action";
import { assertNever } from "@/lib/assert-never";
import { Drifted, Refused } from "@/server/executors/port";
import type { ExecutorPort, TargetHealth } from "@/server/executors/port";
import { Unavailable } from "@/server/platform/errors";
import { ClusterConnection, rawObject, refusalOf, replicaSetsOf, revisionOf } from "@/server/platform/kubernetes";
import { tunables } from "@/server/platform/tunables";
import { diffDeployments } from "./diff";
import type { LiveDeployment, LiveReplicaSet } from "./objects";
import { liveDeployment, liveReplicaSet } from "./objects";
import { guard, lastActionAnnotation, markOperation, restartOperations, rollbackOperations } from "./patch";
import type { PatchOperation } from "./patch";

/*
 * Vendor doc: https://kubernetes.io/docs/reference/using-api/api-concepts/ (JSON Patch, dry run)
 * Needs: get and patch on Deployments, list and get on ReplicaSets (apps/v1), in the namespaces it may act in.
 * Arguments only ever become path parameters, after their shape was checked again, or JSON values; there is no shell and no kubectl.
 * Limits: one Deployment per action; a patch may take 35 s, more than the 30 s an admission webhook may think, since giving up earlier
 * would only make outcomes unknown.
 * Lost: a mark is overwritten by the next action on the same Deployment, so `happened` proves only the latest.
 */

const patchTimeoutMs = 35_000;
const fieldManager = "awoooi";

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
 * Restarts and rolls back Deployments of one cluster. `execute` throws `Unavailable` only when nothing was done: before the change was sent, or when the server turned it away as too much (429); what it throws while
 * the change is under way is the client's own error, and then the outcome is unknown.
 */
export function kubernetesExecutor(options: KubernetesExecutorOptions): ExecutorPort {
  const { kubeConfig, timeoutMs = tunables.evidenceTimeoutMs, changeTimeoutMs = patchTimeoutMs } = options;
  const reading = new ClusterConnection({ kubeConfig, timeoutMs });
  const changing = new ClusterConnection({ kubeConfig, timeoutMs: changeTimeoutMs });

  const readLive = async (call: ActionCall): Promise<LiveDeployment | null> => {
    const { namespace, name } = call.args;
    return reading.read(async ({ apps }) => liveDeployment.parse(await rawObject(await apps.readNamespacedDeploymentWithHttpInfo({ namespace, name }))));
  };

  const readRevision = async (call: Extract<ActionCall, { tool: "rollback" }>): Promise<LiveReplicaSet> => {
    const { namespace, name, toRevision } = call.args;
    const set = await reading.read(async (apis) => {
      const deployment = await apis.apps.readNamespacedDeployment({ namespace, name });
      const found = (await replicaSetsOf(apis, deployment)).find(({ metadata }) => revisionOf(metadata?.annotations) === toRevision);
      const setName = found?.metadata?.name;
      return setName === undefined ? null : liveReplicaSet.parse(await rawObject(await apis.apps.readNamespacedReplicaSetWithHttpInfo({ namespace, name: setName })));
    });
    if (set === null) throw new Refused(`revision ${toRevision} is not kept any more`);
    if (revisionOf(set.metadata.annotations) !== toRevision) throw new Refused(`revision ${toRevision} was renumbered`);
    return set;
  };

  const operationsFor = async (call: ActionCall, live: LiveDeployment): Promise<PatchOperation[]> => {
    if (live.metadata.deletionTimestamp) throw new Refused("the Deployment is being deleted");
    if (live.spec.paused) throw new Refused("the Deployment is paused");
    switch (call.tool) {
      case "restart":
        return restartOperations(live, new Date());
      case "rollback":
        if (revisionOf(live.metadata.annotations) === call.args.toRevision) throw new Refused(`revision ${call.args.toRevision} is running already`);
        return rollbackOperations(live, await readRevision(call));
      default:
        return assertNever(call);
    }
  };

  const patch = async (call: ActionCall, body: readonly PatchOperation[], dryRun?: "All"): Promise<unknown> => {
    const { namespace, name } = call.args;
    const { apps } = await changing.apis();
    return rawObject(await apps.patchNamespacedDeploymentWithHttpInfo({ namespace, name, body, dryRun, fieldManager }));
  };

  /** Throws what a definite refusal means; returns when the error leaves the outcome open. */
  const throwRefusal = async (call: ActionCall, target: Pick<TargetFingerprint, "uid" | "generation">, error: unknown): Promise<void> => {
    const refusal = refusalOf(error);
    if (!refusal || refusal.status >= 500 || refusal.status === 408) return;
    if (refusal.status === 429) throw new Unavailable("The cluster is overloaded.", { internal: refusal.message });
    if (refusal.status === 404) throw new Drifted("the Deployment is gone");
    if (refusal.status === 422) {
      // A failed test and an invalid object share this status; only the target itself tells them apart.
      const live = await readLive(call).catch(() => null);
      if (live) throwDrift(live, target);
    }
    throw new Refused(`HTTP ${refusal.status}: ${refusal.message}`);
  };

  const dryRun = async (call: ActionCall, target: Pick<TargetFingerprint, "uid" | "generation">, body: readonly PatchOperation[]): Promise<LiveDeployment> => {
    try {
      return liveDeployment.parse(await patch(call, body, "All"));
    } catch (error) {
      await throwRefusal(call, target, error);
      throw error instanceof Unavailable ? error : new Unavailable("The cluster did not answer a dry run.", { cause: error });
    }
  };

  return {
    async preview(unchecked) {
      const call = checked(unchecked, options.cluster);
      const observedAt = new Date().toISOString();
      const live = await readLive(call);
      if (!live) throw new Refused("there is no such Deployment");
      const target = { uid: live.metadata.uid, generation: live.metadata.generation, observedAt };
      const body = [...guard(target), ...(await operationsFor(call, live))];
      const after = await dryRun(call, target, body).catch((error: unknown) => {
        if (error instanceof Drifted) throw new Unavailable("The target changed while it was looked at.", { cause: error });
        throw error;
      });
      return { target, diff: diffDeployments(live, after) };
    },

    async execute(unchecked, target, actionId) {
      const call = checked(unchecked, options.cluster);
      const live = await readLive(call);
      if (!live) throw new Drifted("the Deployment is gone");
      throwDrift(live, target);
      const operations = await operationsFor(call, live);
      const body = [...guard(target), ...operations, markOperation(live, operations, actionId)];
      await dryRun(call, target, body);
      try {
        await patch(call, body);
      } catch (error) {
        await throwRefusal(call, target, error);
        throw error;
      }
    },

    async happened(unchecked, actionId) {
      const live = await readLive(checked(unchecked, options.cluster));
      return live?.metadata.annotations?.[lastActionAnnotation] === actionId;
    },

    async health(unchecked) {
      const { namespace, name } = checked(unchecked, options.cluster).args;
      const deployment = await reading.read(({ apps }) => apps.readNamespacedDeployment({ namespace, name }));
      return deployment ? healthOf(deployment) : { settled: false, ready: 0, desired: 0 };
    },
  };
}

/** Settled when the controller has seen the latest spec, every replica is of the latest template, ready and available, and no other is left. */
export function healthOf({ metadata, spec, status }: V1Deployment): TargetHealth {
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

function throwDrift({ metadata }: LiveDeployment, target: Pick<TargetFingerprint, "uid" | "generation">): void {
  if (metadata.uid !== target.uid) throw new Drifted("the Deployment was deleted and made anew");
  if (metadata.generation !== target.generation) throw new Drifted(`the Deployment changed: generation ${metadata.generation}, not ${target.generation}`);
}
