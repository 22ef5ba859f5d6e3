import type { ClusterPort } from "@/server/evidence/port";
import { ClusterConnection, isKubernetesName, listAll, replicaSetsOf, selectorText } from "@/server/platform/kubernetes";
import { tunables } from "@/server/platform/tunables";
import { topologySnapshot } from "./topology";
import { workloadState } from "./workload";

/*
 * Vendor doc: https://kubernetes.io/docs/reference/using-api/api-concepts/
 * Needs: get and list on apps/v1 Deployments, ReplicaSets, StatefulSets, DaemonSets and v1 Pods, Services, Nodes.
 * Limits: each request has its own time-out; lists go in pages of 500, and above 20,000 of a kind the read fails instead of being cut.
 * Lost: pods without a controller, Jobs, bare ReplicaSets, custom workloads; relations nobody declared or routed. The lists of one
 * topology are read side by side, so they may be moments apart. A credential without the right to read is `Unavailable`, too.
 */

/** Which cluster to ask: a kubeconfig path or `in-cluster`, and the name it has in every entity. */
export interface ClusterOptions {
  kubeConfig: string | "in-cluster";
  cluster: string;
  timeoutMs?: number;
}

/** Questions to one cluster; changes nothing, remembers nothing. */
export function kubernetesCluster({ kubeConfig, cluster, timeoutMs = tunables.evidenceTimeoutMs }: ClusterOptions): ClusterPort {
  const connection = new ClusterConnection({ kubeConfig, timeoutMs });
  return {
    async readWorkload({ namespace, name }) {
      if (!isKubernetesName(namespace) || !isKubernetesName(name)) return null;
      const observedAt = new Date();
      return connection.read(async (apis) => {
        const deployment = await apis.apps.readNamespacedDeployment({ namespace, name });
        const labelSelector = selectorText(deployment.spec?.selector ?? {});
        const [replicaSets, pods] = await Promise.all([
          replicaSetsOf(apis, deployment),
          listAll((cursor) => apis.core.listNamespacedPod({ namespace, labelSelector, ...cursor })),
        ]);
        return workloadState({ cluster, deployment, replicaSets, pods, observedAt });
      });
    },
    async readTopology() {
      const observedAt = new Date();
      const [deployments, statefulSets, daemonSets, services, nodes, pods] = await Promise.all([
        connection.read(({ apps }) => listAll((cursor) => apps.listDeploymentForAllNamespaces(cursor))),
        connection.read(({ apps }) => listAll((cursor) => apps.listStatefulSetForAllNamespaces(cursor))),
        connection.read(({ apps }) => listAll((cursor) => apps.listDaemonSetForAllNamespaces(cursor))),
        connection.read(({ core }) => listAll((cursor) => core.listServiceForAllNamespaces(cursor))),
        connection.read(({ core }) => listAll((cursor) => core.listNode(cursor))),
        connection.read(({ core }) => listAll((cursor) => core.listPodForAllNamespaces(cursor))),
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
      });
    },
  };
}
