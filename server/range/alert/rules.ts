/** One alerting rule, in the words of a Prometheus rule file. */
export interface AlertRule {
  alert: string;
  expr: string;
  forMs: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

const byService = "by (cluster, namespace, service)";
const ofService = { deployment: "{{ $labels.service }}" };

/** The rules of the range; windows are three scrapes wide, so that a demo sees cause and cure within seconds. */
export const alertRules: readonly AlertRule[] = [
  {
    alert: "HighErrorRate",
    expr: `sum ${byService} (rate(http_requests_total{code=~"5.."}[15s])) / sum ${byService} (rate(http_requests_total[15s])) > 0.05`,
    forMs: 5_000,
    labels: { severity: "critical", ...ofService },
    annotations: {
      summary: "{{ $labels.service }} answers too many requests with an error",
      description: "The share of 5xx answers of {{ $labels.service }} in {{ $labels.namespace }} is {{ $value }} (threshold 0.05).",
    },
  },
  {
    alert: "HighLatencyP95",
    expr: `histogram_quantile(0.95, sum by (cluster, namespace, service, le) (rate(http_request_duration_seconds_bucket[15s]))) > 0.5`,
    forMs: 10_000,
    labels: { severity: "warning", ...ofService },
    annotations: {
      summary: "{{ $labels.service }} is slow",
      description: "95 % of the requests to {{ $labels.service }} in {{ $labels.namespace }} take up to {{ $value }} s (threshold 0.5 s).",
    },
  },
  {
    alert: "QueueBacklog",
    expr: `max ${byService} (queue_depth) > 40 and sum ${byService} (increase(queue_processed_total[10s])) == 0`,
    forMs: 5_000,
    labels: { severity: "critical", ...ofService },
    annotations: {
      summary: "The queue of {{ $labels.service }} grows and nothing is processed",
      description: "{{ $value }} messages wait for {{ $labels.service }} in {{ $labels.namespace }} and none was processed lately.",
    },
  },
  {
    alert: "DeploymentReplicasMismatch",
    expr: "kube_deployment_spec_replicas > on (cluster, namespace, deployment, service) kube_deployment_status_replicas_available",
    forMs: 15_000,
    labels: { severity: "warning" },
    annotations: {
      summary: "{{ $labels.deployment }} has fewer pods than it wants",
      description: "{{ $labels.deployment }} in {{ $labels.namespace }} wants {{ $value }} pods and has not had them for 15 s.",
    },
  },
  {
    alert: "PodRestarting",
    expr: `sum ${byService} (increase(kube_pod_container_status_restarts_total[2m])) > 2`,
    forMs: 0,
    labels: { severity: "warning", ...ofService },
    annotations: {
      summary: "Containers of {{ $labels.service }} keep restarting",
      description: "{{ $value }} restarts of {{ $labels.service }} in {{ $labels.namespace }} within two minutes.",
    },
  },
];
