import { runControllers } from "./control-plane";
import type { Draft } from "./object-store";
import type { Deployment, Node, Service } from "./objects";
import { kubeTime } from "./objects";
import { changeCauseAnnotation } from "./revisions";
import { clusterName, nodeNames, shopNamespace, shopServices, type Release, type ShopService } from "./shop";
import type { World } from "./world";

const dayMs = 24 * 60 * 60_000;
const settleTicks = 20;

/** The image of one version of a service. */
export function imageFor(service: string, version: string): string {
  return `registry.range.local/shop/${service}:${version}`;
}

/** Founds the shop by replaying its release history through the controllers, so that every revision has really happened. */
export function foundShop(world: World): void {
  const founded = world.now;
  const releases = shopServices.flatMap((service) => service.releases.map((release) => ({ service, release })));
  const first = Math.max(...releases.map(({ release }) => release.daysAgo)) + 1;
  world.now = founded - first * dayMs;
  for (const name of ["default", shopNamespace]) {
    world.store.create("namespaces", {
      metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  }
  nodeNames.forEach((name, index) => world.store.create("nodes", nodeDraft(name, index, world.now)));
  shopServices.forEach((service, index) => world.store.create("services", serviceDraft(service, index)));
  for (const { service, release } of releases.sort((a, b) => b.release.daysAgo - a.release.daysAgo)) {
    world.now = founded - release.daysAgo * dayMs;
    publish(world, service, release);
    for (let tick = 0; tick < settleTicks; tick++) {
      world.now += 1_000;
      runControllers(world);
    }
  }
  world.now = founded;
  runControllers(world);
}

function publish(world: World, service: ShopService, release: Release): void {
  const known = world.store.get("deployments", shopNamespace, service.name);
  if (known === undefined) {
    world.store.create("deployments", deploymentDraft(service, release));
    return;
  }
  world.store.edit("deployments", known, (draft) => {
    const container = draft.spec.template.spec?.containers[0];
    if (container) container.image = imageFor(service.name, release.version);
    draft.metadata.annotations = { ...draft.metadata.annotations, [changeCauseAnnotation]: release.cause };
  });
}

function deploymentDraft(service: ShopService, release: Release): Draft<Deployment> {
  const { name } = service;
  const stateful: Record<string, string> = service.role === "store" ? { "awoooi.dev/stateful": "true" } : {};
  const labels = { app: name, "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop", ...stateful };
  const dependencies = service.dependencies.map((dependency) => dependency.on).join(",");
  return {
    metadata: {
      name,
      namespace: shopNamespace,
      labels,
      annotations: {
        ...(dependencies ? { "awoooi.dev/depends-on": dependencies } : {}),
        [changeCauseAnnotation]: release.cause,
      },
    },
    spec: {
      replicas: service.replicas,
      selector: { matchLabels: { app: name } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy:
        service.role === "store" ? { type: "Recreate" } : { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name,
              image: imageFor(name, release.version),
              imagePullPolicy: "IfNotPresent",
              ports: [{ name: "main", containerPort: service.port, protocol: "TCP" }],
              resources: {
                requests: { cpu: "100m", memory: quantity(service.memoryBytes) },
                limits: { cpu: "1", memory: quantity(service.memoryBytes * 2) },
              },
              terminationMessagePath: "/dev/termination-log",
              terminationMessagePolicy: "File",
            },
          ],
          restartPolicy: "Always",
          terminationGracePeriodSeconds: 30,
          dnsPolicy: "ClusterFirst",
          schedulerName: "default-scheduler",
          securityContext: {},
        },
      },
    },
    status: {},
  };
}

function serviceDraft(service: ShopService, index: number): Draft<Service> {
  return {
    metadata: { name: service.name, namespace: shopNamespace, labels: { app: service.name, "app.kubernetes.io/name": service.name } },
    spec: {
      type: "ClusterIP",
      clusterIP: `10.43.0.${index + 10}`,
      selector: { app: service.name },
      ports: [{ name: "main", port: service.port, targetPort: service.port, protocol: "TCP" }],
    },
    status: { loadBalancer: {} },
  };
}

function nodeDraft(name: string, index: number, now: number): Draft<Node> {
  const amounts = { cpu: "4", memory: "8Gi", pods: "110" };
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
      conditions: healthy.map(([type, status, reason]) => ({
        type,
        status,
        reason,
        message: reason,
        lastHeartbeatTime: kubeTime(now),
        lastTransitionTime: kubeTime(now),
      })),
    },
  };
}

function quantity(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)}Mi`;
}
