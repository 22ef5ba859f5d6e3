import type { ActionCall } from "@/lib/contracts/action";
import type { GettableAlert, NewSilence } from "./client";

type SilenceArgs = Extract<ActionCall, { tool: "silence" }>["args"];

/** Labels that name a workload, the surest first. */
const namingLabels = ["deployment", "statefulset", "daemonset", "workload", "service", "service_name", "app", "job", "container"] as const;

const same = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true });

/** Whether an alert is about the workload, and by which label. */
function namingLabel({ labels }: GettableAlert, { namespace, name }: SilenceArgs): string | null {
  const said = labels.namespace ?? labels.kubernetes_namespace;
  if (said !== undefined && said !== namespace) return null;
  return namingLabels.find((label) => labels[label] === name) ?? null;
}

/** The alerts of a name that are about the workload. */
export function alertsAbout(alerts: readonly GettableAlert[], args: SilenceArgs): GettableAlert[] {
  return alerts.filter((alert) => namingLabel(alert, args) !== null);
}

/** Matchers that hide this alert of this workload and no other: its name, its namespace if it says one, and the label that names the workload. Null when no alert is about it. */
export function matchersFor(alerts: readonly GettableAlert[], args: SilenceArgs): NewSilence["matchers"] | null {
  const [alert] = alertsAbout(alerts, args);
  const label = alert === undefined ? null : namingLabel(alert, args);
  if (alert === undefined || label === null) return null;
  const place = (["namespace", "kubernetes_namespace", "cluster"] as const).flatMap((name) => (alert.labels[name] === undefined ? [] : [same(name, alert.labels[name])]));
  return [same("alertname", args.alertname), ...place, same(label, args.name)];
}
