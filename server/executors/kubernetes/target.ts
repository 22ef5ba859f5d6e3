import type { ActionCall } from "@/lib/contracts/action";
import { Refused } from "@/server/executors/port";
import type { ClusterConnection } from "@/server/platform/kubernetes";
import { rawObject, refusalOf, replicaSetsOf, revisionOf } from "@/server/platform/kubernetes";
import { liveReplicaSet, liveWorkload, type LiveReplicaSet, type LiveWorkload } from "./objects";
import type { PatchOperation } from "./patch";

/** A workload as the cluster has it now. */
export interface Target {
  readonly kind: "Deployment" | "StatefulSet";
  readonly live: LiveWorkload;
}

const fieldManager = "awoooi";

/** The targets of one cluster: reading them and patching them. Absent ones are null; an API server that does not answer is `Unavailable`. */
export class Targets {
  constructor(
    private readonly reading: ClusterConnection,
    private readonly changing: ClusterConnection,
  ) {}

  /** @throws {Refused} when the name means two things; {Unavailable} when the cluster does not answer */
  async read(call: ActionCall): Promise<Target | null> {
    const { namespace, name } = call.args;
    const deployment = await this.reading.read(async ({ apps }) => liveWorkload.parse(await rawObject(await apps.readNamespacedDeploymentWithHttpInfo({ namespace, name }))));
    // Only a restart is safe for what keeps an identity per pod; the rest is for Deployments.
    const set = call.tool === "restart" ? await this.reading.read(async ({ apps }) => liveWorkload.parse(await rawObject(await apps.readNamespacedStatefulSetWithHttpInfo({ namespace, name })))) : null;
    if (deployment !== null && set !== null) throw new Refused("both a Deployment and a StatefulSet have this name");
    if (deployment !== null) return { kind: "Deployment", live: deployment };
    return set === null ? null : { kind: "StatefulSet", live: set };
  }

  /** @throws {Refused} when that revision is not kept any more; {Unavailable} when the cluster does not answer */
  async readRevision(call: ActionCall, revision: number): Promise<LiveReplicaSet> {
    const { namespace, name } = call.args;
    const set = await this.reading.read(async (apis) => {
      const deployment = await apis.apps.readNamespacedDeployment({ namespace, name });
      const found = (await replicaSetsOf(apis, deployment)).find(({ metadata }) => revisionOf(metadata?.annotations) === revision);
      const setName = found?.metadata?.name;
      return setName === undefined ? null : liveReplicaSet.parse(await rawObject(await apis.apps.readNamespacedReplicaSetWithHttpInfo({ namespace, name: setName })));
    });
    if (set === null) throw new Refused(`revision ${revision} is not kept any more`);
    if (revisionOf(set.metadata.annotations) !== revision) throw new Refused(`revision ${revision} was renumbered`);
    return set;
  }

  /** Refuses to touch replicas that an autoscaler owns: it would take them back, or go on from a wrong number. @throws {Refused} also when nobody may look; {Unavailable} */
  async requireNoAutoscaler(call: ActionCall): Promise<void> {
    const { namespace, name } = call.args;
    const list = await this.reading
      .read(({ autoscaling }) => autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace }))
      .catch((error: unknown) => {
        const cause = error instanceof Error ? refusalOf(error.cause) : null;
        if (cause?.status === 403) throw new Refused("may not see whether an autoscaler owns the replicas");
        throw error;
      });
    const owner = list?.items.find(({ spec }) => spec?.scaleTargetRef.kind === "Deployment" && spec.scaleTargetRef.name === name);
    if (owner !== undefined) throw new Refused(`the autoscaler ${owner.metadata?.name ?? name} owns its replicas`);
  }

  /** Sends a JSON Patch as it is, for real or as a dry run; throws the client's own errors. */
  async patch(call: ActionCall, kind: Target["kind"], body: readonly PatchOperation[], dryRun?: "All"): Promise<LiveWorkload> {
    const { namespace, name } = call.args;
    const { apps } = await this.changing.apis();
    const request = { namespace, name, body, dryRun, fieldManager };
    return liveWorkload.parse(await rawObject(await (kind === "Deployment" ? apps.patchNamespacedDeploymentWithHttpInfo(request) : apps.patchNamespacedStatefulSetWithHttpInfo(request))));
  }
}
