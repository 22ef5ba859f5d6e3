/** One call relation: which share of a service's requests needs the other, and how much of its failure comes back. */
export interface Dependency {
  on: string;
  /** Requests made to the dependency per own request. */
  share: number;
  /** Part of the dependency's failures that fails the caller; a cache is mostly forgiven. */
  exposure: number;
}

/** One past release of a service. */
export interface Release {
  version: string;
  daysAgo: number;
  cause: string;
}

/** Everything the simulation and the cluster need to know about one service. */
export interface ShopService {
  name: string;
  namespace: string;
  /** `http` answers requests, `worker` drains the queue, `store` keeps data, `batch` only computes, `agent` only reports. */
  role: "http" | "worker" | "store" | "batch" | "agent";
  controller: "Deployment" | "StatefulSet" | "DaemonSet";
  port: number;
  replicas: number;
  dependencies: readonly Dependency[];
  /** Requests (or orders) one pod can handle per second. */
  podCapacity: number;
  /** Own part of a request's duration on an idle pod. */
  baseLatencySeconds: number;
  baseErrorRatio: number;
  memoryBytes: number;
  /** The kernel kills a process that needs more. */
  memoryLimitBytes: number;
  /** Cores one pod uses whether or not anybody asks it for anything. */
  cpuCores: number;
  /** The only node its pods may run on, where there is one. */
  pinnedTo?: string;
  /** Between Running and Ready. */
  startupSeconds: number;
  /** Oldest first; the last one is live. */
  releases: readonly [Release, ...Release[]];
}

/** Name of the simulated cluster, on every metric and alert. */
export const clusterName = "range";

/** Namespace of the shop. */
export const shopNamespace = "shop";

/** Where somebody else's nightly reports run, beside the shop. */
export const batchNamespace = "batch";

/** Where one small agent per branch reports. */
export const edgeNamespace = "edge";

/** Where the cluster's own parts run. */
export const systemNamespace = "kube-system";

/** The cluster's nodes. */
export const nodeNames = ["node-a", "node-b"] as const;

/** Cores, memory and most pods of every node. */
export const nodeSize = { cores: 4, memoryBytes: 8 * 1_073_741_824, pods: 110 } as const;

/** Where requests enter. */
export const entryService = "gateway";

/** Requests per second that enter on average. */
export const entryRate = 100;

/** Orders put on the queue per answered checkout. */
export const ordersPerCheckout = 0.4;

/**
 * The services with every caller before what it calls.
 * @throws {Error} when services call each other in a circle.
 */
export function callOrder(services: readonly ShopService[]): ShopService[] {
  const ordered: ShopService[] = [];
  let waiting = [...services];
  while (waiting.length > 0) {
    const ready = waiting.filter((service) => !waiting.some((other) => other.dependencies.some((call) => call.on === service.name)));
    if (ready.length === 0) throw new Error(`services call each other in a circle: ${waiting.map((service) => service.name).join(", ")}`);
    ordered.push(...ready);
    waiting = waiting.filter((service) => !ready.includes(service));
  }
  return ordered;
}
