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
  /** `http` answers requests, `worker` drains the queue, `store` keeps data and is never restarted lightly. */
  role: "http" | "worker" | "store";
  port: number;
  replicas: number;
  dependencies: readonly Dependency[];
  /** Requests (or orders) one pod can handle per second. */
  podCapacity: number;
  /** Own part of a request's duration on an idle pod. */
  baseLatencySeconds: number;
  baseErrorRatio: number;
  memoryBytes: number;
  /** Between Running and Ready. */
  startupSeconds: number;
  /** Oldest first; the last one is live. */
  releases: readonly [Release, ...Release[]];
}

const mebibyte = 1_048_576;

/** Name of the simulated cluster, on every metric and alert. */
export const clusterName = "range";

/** Namespace of the shop. */
export const shopNamespace = "shop";

/** The cluster's nodes. */
export const nodeNames = ["node-a", "node-b"] as const;

/** Where requests enter. */
export const entryService = "gateway";

/** Requests per second that enter on average. */
export const entryRate = 100;

/** Orders put on the queue per answered checkout. */
export const ordersPerCheckout = 0.4;

/** The shop: who runs, who calls whom, and what was released when. */
export const shopServices: readonly ShopService[] = [
  {
    name: "gateway", role: "http", port: 8080, replicas: 2, podCapacity: 160, baseLatencySeconds: 0.004, baseErrorRatio: 0.0005,
    memoryBytes: 96 * mebibyte, startupSeconds: 1,
    dependencies: [{ on: "storefront", share: 0.7, exposure: 1 }, { on: "checkout", share: 0.3, exposure: 1 }],
    releases: [
      { version: "2.3.0", daysAgo: 21, cause: "gateway 2.3.0: request ids" },
      { version: "2.4.1", daysAgo: 6, cause: "gateway 2.4.1: keep-alive to upstreams" },
    ],
  },
  {
    name: "storefront", role: "http", port: 8080, replicas: 2, podCapacity: 110, baseLatencySeconds: 0.018, baseErrorRatio: 0.001,
    memoryBytes: 180 * mebibyte, startupSeconds: 1,
    dependencies: [{ on: "inventory", share: 0.5, exposure: 1 }, { on: "redis", share: 0.9, exposure: 0.1 }],
    releases: [
      { version: "5.11.0", daysAgo: 12, cause: "storefront 5.11.0: autumn catalogue" },
      { version: "5.12.0", daysAgo: 3, cause: "storefront 5.12.0: search suggestions" },
    ],
  },
  {
    name: "checkout", role: "http", port: 8080, replicas: 2, podCapacity: 45, baseLatencySeconds: 0.04, baseErrorRatio: 0.0015,
    memoryBytes: 220 * mebibyte, startupSeconds: 1,
    dependencies: [
      { on: "payment", share: 0.9, exposure: 1 }, { on: "inventory", share: 1, exposure: 1 }, { on: "postgres", share: 1, exposure: 1 },
    ],
    releases: [
      { version: "1.7.4", daysAgo: 16, cause: "checkout 1.7.4: voucher rounding" },
      { version: "1.8.0", daysAgo: 9, cause: "checkout 1.8.0: express checkout" },
      { version: "1.8.1", daysAgo: 2, cause: "checkout 1.8.1: clearer declined-card message" },
    ],
  },
  {
    name: "payment", role: "http", port: 8080, replicas: 2, podCapacity: 40, baseLatencySeconds: 0.06, baseErrorRatio: 0.002,
    memoryBytes: 160 * mebibyte, startupSeconds: 1, dependencies: [],
    releases: [
      { version: "3.0.2", daysAgo: 30, cause: "payment 3.0.2: acquirer certificates" },
      { version: "3.1.0", daysAgo: 8, cause: "payment 3.1.0: second acquirer" },
    ],
  },
  {
    name: "inventory", role: "http", port: 8080, replicas: 2, podCapacity: 120, baseLatencySeconds: 0.012, baseErrorRatio: 0.0008,
    memoryBytes: 140 * mebibyte, startupSeconds: 1,
    dependencies: [{ on: "postgres", share: 0.6, exposure: 1 }],
    releases: [
      { version: "4.0.0", daysAgo: 25, cause: "inventory 4.0.0: warehouses" },
      { version: "4.0.3", daysAgo: 5, cause: "inventory 4.0.3: reservation timeout" },
    ],
  },
  {
    name: "worker", role: "worker", port: 9100, replicas: 2, podCapacity: 200, baseLatencySeconds: 0.005, baseErrorRatio: 0,
    memoryBytes: 130 * mebibyte, startupSeconds: 1,
    dependencies: [{ on: "redis", share: 1, exposure: 1 }, { on: "postgres", share: 1, exposure: 1 }],
    releases: [
      { version: "1.2.0", daysAgo: 18, cause: "worker 1.2.0: order e-mails" },
      { version: "1.3.0", daysAgo: 4, cause: "worker 1.3.0: batched acknowledgements" },
    ],
  },
  {
    name: "postgres", role: "store", port: 5432, replicas: 1, podCapacity: 600, baseLatencySeconds: 0.004, baseErrorRatio: 0,
    memoryBytes: 900 * mebibyte, startupSeconds: 4, dependencies: [],
    releases: [{ version: "16.4", daysAgo: 45, cause: "postgres 16.4" }],
  },
  {
    name: "redis", role: "store", port: 6379, replicas: 1, podCapacity: 2_000, baseLatencySeconds: 0.001, baseErrorRatio: 0,
    memoryBytes: 210 * mebibyte, startupSeconds: 2, dependencies: [],
    releases: [{ version: "7.4.1", daysAgo: 45, cause: "redis 7.4.1" }],
  },
];

/** The service of that name, or nothing. */
export function findService(name: string | undefined): ShopService | undefined {
  return shopServices.find((service) => service.name === name);
}

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
