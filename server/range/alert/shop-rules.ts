import { byService, ofService, type AlertRule } from "./rule";

/** What the shop's own people want to know. */
export const shopRules: readonly AlertRule[] = [
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
    alert: "DatabaseDown",
    expr: "pg_up == 0",
    forMs: 5_000,
    labels: { severity: "critical", ...ofService },
    annotations: { summary: "{{ $labels.service }} does not answer", description: "The exporter of {{ $labels.service }} in {{ $labels.namespace }} cannot connect." },
  },
  {
    alert: "CacheDown",
    expr: "redis_up == 0",
    forMs: 5_000,
    labels: { severity: "critical", ...ofService },
    annotations: { summary: "{{ $labels.service }} does not answer", description: "The exporter of {{ $labels.service }} in {{ $labels.namespace }} cannot connect." },
  },
  {
    alert: "BranchOffline",
    expr: "branch_online == 0",
    forMs: 5_000,
    labels: { severity: "warning", ...ofService },
    annotations: { summary: "A branch does not report", description: "{{ $labels.pod }} in {{ $labels.namespace }} has stopped reporting for its branch." },
  },
];
