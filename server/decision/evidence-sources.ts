import type { ClusterPort, MetricsPort } from "../evidence/port";

/** Where evidence comes from; either may be absent in a workspace that has not connected it. */
export interface EvidenceSources {
  readonly metrics: MetricsPort | null;
  readonly cluster: ClusterPort | null;
  /** Length of rate windows: at least four scrape intervals of that Prometheus. */
  readonly rateWindowSeconds: number;
}
