import { batchNamespace, edgeNamespace, shopNamespace, systemNamespace, type ShopService } from "./shop";

const mebibyte = 1_048_576;

/** A service as it is written down here: what most of them share may be left out. */
type Declared = Omit<ShopService, "namespace" | "controller" | "memoryLimitBytes" | "cpuCores"> & Partial<Pick<ShopService, "namespace" | "controller" | "memoryLimitBytes" | "cpuCores">>;

const declared: readonly Declared[] = [
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
    name: "postgres", role: "store", controller: "StatefulSet", port: 5432, replicas: 1, podCapacity: 600, baseLatencySeconds: 0.004, baseErrorRatio: 0,
    memoryBytes: 900 * mebibyte, startupSeconds: 4, dependencies: [],
    releases: [{ version: "16.4", daysAgo: 45, cause: "postgres 16.4" }],
  },
  {
    name: "redis", role: "store", controller: "StatefulSet", port: 6379, replicas: 1, podCapacity: 2_000, baseLatencySeconds: 0.001, baseErrorRatio: 0,
    memoryBytes: 210 * mebibyte, startupSeconds: 2, dependencies: [],
    releases: [{ version: "7.4.1", daysAgo: 45, cause: "redis 7.4.1" }],
  },
  {
    name: "report-batch", namespace: batchNamespace, role: "batch", port: 9200, replicas: 1, podCapacity: 1, baseLatencySeconds: 1, baseErrorRatio: 0,
    memoryBytes: 240 * mebibyte, cpuCores: 1.1, pinnedTo: "node-b", startupSeconds: 1, dependencies: [],
    releases: [
      { version: "0.9.0", daysAgo: 28, cause: "report-batch 0.9.0: monthly figures" },
      { version: "0.9.4", daysAgo: 11, cause: "report-batch 0.9.4: smaller spreadsheets" },
    ],
  },
  {
    name: "store-agent", namespace: edgeNamespace, role: "agent", port: 9300, replicas: 96, podCapacity: 1, baseLatencySeconds: 1, baseErrorRatio: 0,
    memoryBytes: 18 * mebibyte, cpuCores: 0.004, startupSeconds: 1, dependencies: [],
    releases: [{ version: "1.0.6", daysAgo: 40, cause: "store-agent 1.0.6" }],
  },
  {
    name: "log-agent", namespace: systemNamespace, controller: "DaemonSet", role: "agent", port: 9301, replicas: 2, podCapacity: 1, baseLatencySeconds: 1, baseErrorRatio: 0,
    memoryBytes: 40 * mebibyte, cpuCores: 0.02, startupSeconds: 1, dependencies: [],
    releases: [{ version: "3.2.0", daysAgo: 44, cause: "log-agent 3.2.0" }],
  },
];

/** Everything that runs: who it is, who calls whom, and what was released when. */
export const services: readonly ShopService[] = declared.map((service) => ({
  namespace: shopNamespace,
  controller: "Deployment",
  cpuCores: 0.012,
  memoryLimitBytes: service.memoryBytes * 2,
  ...service,
}));

const byName = new Map(services.map((service) => [service.name, service]));

/** The service of that name, or nothing. */
export function findService(name: string | undefined): ShopService | undefined {
  return name === undefined ? undefined : byName.get(name);
}
