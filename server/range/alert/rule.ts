/** One alerting rule, in the words of a Prometheus rule file. */
export interface AlertRule {
  alert: string;
  expr: string;
  forMs: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
