/** One alerting rule, in the words of a Prometheus rule file. */
export interface AlertRule {
  alert: string;
  expr: string;
  forMs: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** One alert for each service, in PromQL. */
export const byService = "by (cluster, namespace, service)";

/** Names the workload behind a service, which in this shop has its name. */
export const ofService = { deployment: "{{ $labels.service }}" } as const;
