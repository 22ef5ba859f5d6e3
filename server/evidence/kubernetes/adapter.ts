import type { ClusterPort, WorkloadState } from "@/server/evidence/port";
import { ClusterConnection, isKubernetesName, listAll, replicaSetsOf, selectorText, type ClusterApis } from "@/server/platform/kubernetes";
import { tunables } from "@/server/platform/tunables";
import { clusterNotice, nodeState } from "./cluster-facts";
import { topologySnapshot } from "./topology";
import { workloadState } from "./workload";

/*
 * Vendor doc: https://kubernetes.io/docs/reference/using-api/api-concepts/
 * Needs: get and list on apps/v1 Deployments, ReplicaSets, StatefulSets, DaemonSets and v1 Pods, Services, Nodes, Events; list on
 * autoscaling/v2 HorizontalPodAutoscalers and networking.k8s.io/v1 Ingresses where there are any.
 * Limits: each request has its own time-out; lists go in pages of 500, and above 20,000 of a kind the read fails instead of being cut.
 * Lost: pods without a controller, Jobs, bare ReplicaSets, custom workloads; relations nobody declared or routed. The lists of one
 * topology are read side by side, so they may be moments apart. A credential without the right to read is `Unavailable`, too, but for
 * autoscalers and Ingresses, which count as absent.
 */

/** Which cluster to ask: a kubeconfig path or `in-cluster`, and the name it has in every entity. */
export interface ClusterOptions {
  kubeConfig: string | "in-cluster";
  cluster: string;
  timeoutMs?: number;
}

const maxNotices = 500;

/** Questions to one cluster; changes nothing, remembers nothing. */
export function kubernetesCluster({ kubeConfig, cluster, timeoutMs = tunables.evidenceTimeoutMs }: ClusterOptions): ClusterPort {
  const connection = new ClusterConnection({ kubeConfig, timeoutMs });

  /** Some clusters have no such API, or the credential no right to it: then nobody knows of any. */
  async function orNone<T>(ask: (apis: ClusterApis) => Promise<T[]>): Promise<T[]> {
    try {
      return (await connection.read(ask)) ?? [];
    } catch {
      return [];
    }
  }

  async function autoscalerOf(namespace: string, kind: string, name: string): Promise<WorkloadState["autoscaler"]> {
    const all = await orNone(({ autoscaling }) => listAll((cursor) => autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace, ...cursor })));
    const own = all.find(({ spec }) => spec?.scaleTargetRef.kind === kind && spec.scaleTargetRef.name === name);
    return own === undefined ? null : { name: own.metadata?.name ?? "", minReplicas: own.spec?.minReplicas ?? 1, maxReplicas: own.spec?.maxReplicas ?? 1 };
  }

  return {
    async readWorkload({ namespace, name }) {
      if (!isKubernetesName(namespace) || !isKubernetesName(name)) return null;
      const observedAt = new Date();
      const podsOf = ({ core }: ClusterApis, selector: Parameters<typeof selectorText>[0] | undefined) => listAll((cursor) => core.listNamespacedPod({ namespace, labelSelector: selectorText(selector ?? {}), ...cursor }));
      const deployed = await connection.read(async (apis) => {
        const deployment = await apis.apps.readNamespacedDeployment({ namespace, name });
        const [replicaSets, pods, autoscaler] = await Promise.all([replicaSetsOf(apis, deployment), podsOf(apis, deployment.spec?.selector), autoscalerOf(namespace, "Deployment", name)]);
        return workloadState({ kind: "deployment", cluster, deployment, replicaSets, pods, autoscaler, observedAt });
      });
      if (deployed !== null) return deployed;
      const kept = await connection.read(async (apis) => {
        const statefulSet = await apis.apps.readNamespacedStatefulSet({ namespace, name });
        const [pods, autoscaler] = await Promise.all([podsOf(apis, statefulSet.spec?.selector), autoscalerOf(namespace, "StatefulSet", name)]);
        return workloadState({ kind: "statefulset", cluster, statefulSet, pods, autoscaler, observedAt });
      });
      if (kept !== null) return kept;
      return connection.read(async (apis) => {
        const daemonSet = await apis.apps.readNamespacedDaemonSet({ namespace, name });
        return workloadState({ kind: "daemonset", cluster, daemonSet, pods: await podsOf(apis, daemonSet.spec?.selector), autoscaler: null, observedAt });
      });
    },
    async readNodes() {
      return ((await connection.read(({ core }) => listAll((cursor) => core.listNode(cursor)))) ?? []).map(nodeState);
    },
    async readNotices({ namespace }) {
      if (!isKubernetesName(namespace)) return [];
      const answer = await connection.read(({ core }) => core.listNamespacedEvent({ namespace, fieldSelector: "type=Warning", limit: maxNotices }));
      return (answer?.items ?? []).map(clusterNotice).sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime());
    },
    async readTopology() {
      const observedAt = new Date();
      const [deployments, statefulSets, daemonSets, services, nodes, pods, ingresses] = await Promise.all([
        connection.read(({ apps }) => listAll((cursor) => apps.listDeploymentForAllNamespaces(cursor))),
        connection.read(({ apps }) => listAll((cursor) => apps.listStatefulSetForAllNamespaces(cursor))),
        connection.read(({ apps }) => listAll((cursor) => apps.listDaemonSetForAllNamespaces(cursor))),
        connection.read(({ core }) => listAll((cursor) => core.listServiceForAllNamespaces(cursor))),
        connection.read(({ core }) => listAll((cursor) => core.listNode(cursor))),
        connection.read(({ core }) => listAll((cursor) => core.listPodForAllNamespaces(cursor))),
        orNone(({ networking }) => listAll((cursor) => networking.listIngressForAllNamespaces(cursor))),
      ]);
      return topologySnapshot({
        cluster,
        observedAt,
        deployments: deployments ?? [],
        statefulSets: statefulSets ?? [],
        daemonSets: daemonSets ?? [],
        services: services ?? [],
        nodes: nodes ?? [],
        pods: pods ?? [],
        ingresses,
      });
    },
  };
}
