import type { Draft } from "./object-store";
import { kubeTime, type ConfigMap, type DaemonSet, type Deployment, type Node, type PodTemplate, type Service, type StatefulSet } from "./objects";
import { changeCauseAnnotation } from "./revisions";
import { clusterName, nodeSize, shopNamespace, type Release, type ShopService } from "./shop";

/** The image of one version of a service. */
export function imageFor(service: string, version: string): string {
  return `registry.range.local/shop/${service}:${version}`;
}

/** A Deployment of a service in one release. */
export function deploymentDraft(service: ShopService, release: Release): Draft<Deployment> {
  return {
    metadata: metadataOf(service, release),
    spec: {
      replicas: service.replicas,
      selector: { matchLabels: { app: service.name } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      template: templateOf(service, release),
    },
    status: {},
  };
}

/** A StatefulSet of a store with one volume per pod. */
export function statefulSetDraft(service: ShopService, release: Release): Draft<StatefulSet> {
  return {
    metadata: metadataOf(service, release),
    spec: {
      replicas: service.replicas,
      serviceName: service.name,
      selector: { matchLabels: { app: service.name } },
      podManagementPolicy: "OrderedReady",
      updateStrategy: { type: "RollingUpdate" },
      revisionHistoryLimit: 10,
      template: templateOf(service, release),
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } } }],
    },
    status: { replicas: 0 },
  };
}

/** A DaemonSet of an agent. */
export function daemonSetDraft(service: ShopService, release: Release): Draft<DaemonSet> {
  return {
    metadata: metadataOf(service, release),
    spec: { selector: { matchLabels: { app: service.name } }, updateStrategy: { type: "RollingUpdate" }, template: templateOf(service, release) },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  };
}

/** The Service in front of a workload. */
export function serviceDraft(service: ShopService, index: number): Draft<Service> {
  return {
    metadata: { name: service.name, namespace: service.namespace, labels: { app: service.name, "app.kubernetes.io/name": service.name } },
    spec: {
      type: "ClusterIP",
      clusterIP: service.controller === "StatefulSet" ? "None" : `10.43.0.${index + 10}`,
      selector: { app: service.name },
      ports: [{ name: "main", port: service.port, targetPort: service.port, protocol: "TCP" }],
    },
    status: { loadBalancer: {} },
  };
}

/** What the shop is told from outside its images. */
export function configDraft(): Draft<ConfigMap> {
  return { metadata: { name: "shop-settings", namespace: shopNamespace, labels: { "app.kubernetes.io/part-of": "shop" } }, data: { CURRENCY: "TWD", LOCALE: "zh-TW" } };
}

/** A healthy node. */
export function nodeDraft(name: string, index: number, now: number): Draft<Node> {
  const amounts = { cpu: String(nodeSize.cores), memory: quantity(nodeSize.memoryBytes), pods: String(nodeSize.pods) };
  const healthy = [
    ["MemoryPressure", "False", "KubeletHasSufficientMemory"],
    ["DiskPressure", "False", "KubeletHasNoDiskPressure"],
    ["PIDPressure", "False", "KubeletHasSufficientPID"],
    ["Ready", "True", "KubeletReady"],
  ] as const;
  return {
    metadata: { name, labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "awoooi.dev/cluster": clusterName } },
    spec: { podCIDR: `10.42.${index}.0/24` },
    status: {
      addresses: [{ type: "InternalIP", address: `192.168.50.${index + 11}` }, { type: "Hostname", address: name }],
      capacity: amounts,
      allocatable: amounts,
      conditions: healthy.map(([type, status, reason]) => ({ type, status, reason, message: reason, lastHeartbeatTime: kubeTime(now), lastTransitionTime: kubeTime(now) })),
    },
  };
}

function metadataOf(service: ShopService, release: Release) {
  const dependencies = service.dependencies.map((dependency) => dependency.on).join(",");
  return {
    name: service.name,
    namespace: service.namespace,
    labels: labelsOf(service),
    annotations: { ...(dependencies ? { "awoooi.dev/depends-on": dependencies } : {}), [changeCauseAnnotation]: release.cause },
  };
}

function labelsOf({ name, role, namespace }: ShopService): Record<string, string> {
  const stateful: Record<string, string> = role === "store" ? { "awoooi.dev/stateful": "true" } : {};
  return { app: name, "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": namespace, ...stateful };
}

function templateOf(service: ShopService, release: Release): PodTemplate {
  const limits: Record<string, string> = service.role === "batch" ? {} : { cpu: "1" };
  const mount = service.controller === "StatefulSet" ? { volumeMounts: [{ name: "data", mountPath: "/var/lib/data" }] } : {};
  return {
    metadata: { labels: labelsOf(service) },
    spec: {
      containers: [
        {
          name: service.name,
          image: imageFor(service.name, release.version),
          imagePullPolicy: "IfNotPresent",
          ports: [{ name: "main", containerPort: service.port, protocol: "TCP" }],
          ...(service.role === "http" ? { readinessProbe: { httpGet: { path: "/readyz", port: service.port }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3, successThreshold: 1 } } : {}),
          resources: {
            requests: { cpu: service.role === "agent" ? "5m" : "100m", memory: quantity(service.memoryBytes) },
            limits: { ...limits, memory: quantity(service.memoryLimitBytes) },
          },
          ...mount,
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
        },
      ],
      ...(service.pinnedTo === undefined ? {} : { nodeSelector: { "kubernetes.io/hostname": service.pinnedTo } }),
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      schedulerName: "default-scheduler",
      securityContext: {},
    },
  };
}

function quantity(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)}Mi`;
}
