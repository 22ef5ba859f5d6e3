import type { AlertRule } from "../alert/rule";
import type { Scenario } from "./scenario";

const rule: AlertRule = {
  alert: "PaymentTooSlow",
  expr: `histogram_quantile(0.95, sum by (cluster, namespace, service, le) (rate(http_request_duration_seconds_bucket{service="payment"}[15s]))) > 0.02`,
  forMs: 5_000,
  labels: { severity: "critical", deployment: "{{ $labels.service }}" },
  annotations: {
    summary: "{{ $labels.service }} is too slow",
    description: "95 % of the requests to {{ $labels.service }} in {{ $labels.namespace }} take up to {{ $value }} s (threshold 0.02 s).",
  },
};

/** Somebody loads a rule whose threshold lies below what is usual, and takes it back when they notice. */
export const falseAlarm: Scenario = {
  description: "an alert rule with a wrong threshold is loaded: payment alerts although everything is as it always was.",
  expectation: "nothing deviates, so nothing is done; the alarm ends by itself.",
  rules: [rule],
  start: ({ world, random }) => [{ scenario: "false-alarm", target: { kind: "rule", alert: rule.alert }, behaviour: {}, until: world.now + random.between(100_000, 120_000) }],
};
