/**
 * OpenTelemetry's names of the things we know, as the names that entities are found by. Written with `_` for the dots, since SigNoz
 * sends both spellings.
 */
const names: ReadonlyMap<string, string> = new Map([
  ["service_name", "service"],
  ["service_version", "release"],
  ["k8s_cluster_name", "cluster"],
  ["k8s_namespace_name", "namespace"],
  ["k8s_deployment_name", "deployment"],
  ["k8s_statefulset_name", "statefulset"],
  ["k8s_daemonset_name", "daemonset"],
  ["k8s_pod_name", "pod"],
  ["k8s_container_name", "container"],
  ["k8s_node_name", "node"],
  ["host_name", "host"],
  ["deployment_environment_name", "environment"],
  ["deployment_environment", "environment"],
]);

/** The labels as they came, and beside them each known one under our name, unless that name is taken. */
export function withKnownNames(labels: Readonly<Record<string, string>>): Record<string, string> {
  const known = Object.entries(labels).flatMap(([name, value]) => {
    const ours = names.get(name.replaceAll(".", "_"));
    return ours === undefined ? [] : [[ours, value]];
  });
  return { ...Object.fromEntries(known), ...labels };
}
