import { byService, ofService, type AlertRule } from "./rule";

/** What the people of the cluster want to know, in the names of the usual Kubernetes rules. */
export const platformRules: readonly AlertRule[] = [
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
  {
    alert: "StatefulSetReplicasMismatch",
    expr: "kube_statefulset_replicas > on (cluster, namespace, statefulset, service) kube_statefulset_status_replicas_ready",
    forMs: 10_000,
    labels: { severity: "critical" },
    annotations: {
      summary: "{{ $labels.statefulset }} has fewer ready pods than it wants",
      description: "{{ $labels.statefulset }} in {{ $labels.namespace }} wants {{ $value }} ready pods and has not had them for 10 s.",
    },
  },
  {
    alert: "DaemonSetRolloutStuck",
    expr: "kube_daemonset_status_desired_number_scheduled > on (cluster, namespace, daemonset, service) kube_daemonset_status_number_ready",
    forMs: 10_000,
    labels: { severity: "warning" },
    annotations: { summary: "{{ $labels.daemonset }} is not ready on every node", description: "{{ $labels.daemonset }} in {{ $labels.namespace }} should be ready on {{ $value }} nodes." },
  },
  {
    alert: "PodNotReady",
    expr: 'kube_pod_status_ready{condition="true"} == 0',
    forMs: 10_000,
    labels: { severity: "warning", ...ofService },
    annotations: { summary: "{{ $labels.pod }} is not ready", description: "{{ $labels.pod }} in {{ $labels.namespace }} has not been ready for 10 s." },
  },
  {
    alert: "TargetDown",
    expr: "up == 0",
    forMs: 5_000,
    labels: { severity: "warning" },
    annotations: { summary: "{{ $labels.instance }} does not answer", description: "{{ $labels.job }} at {{ $labels.instance }} cannot be scraped." },
  },
  {
    alert: "ContainerMemoryNearLimit",
    expr: "max by (cluster, namespace, service, pod) (container_memory_working_set_bytes / container_spec_memory_limit_bytes) > 0.85",
    forMs: 0,
    labels: { severity: "warning", ...ofService },
    annotations: { summary: "{{ $labels.pod }} is about to run out of memory", description: "{{ $labels.pod }} in {{ $labels.namespace }} uses {{ $value }} of its memory limit." },
  },
  {
    alert: "ContainerOomKilled",
    expr: 'increase(kube_pod_container_status_restarts_total[2m]) > 0 and on (cluster, namespace, pod, container) kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1',
    forMs: 0,
    labels: { severity: "critical", ...ofService },
    annotations: { summary: "{{ $labels.pod }} was killed for lack of memory", description: "{{ $labels.container }} of {{ $labels.pod }} in {{ $labels.namespace }} was OOMKilled within two minutes." },
  },
  {
    alert: "CPUThrottlingHigh",
    expr: `sum by (cluster, namespace, service, pod, node) (increase(container_cpu_cfs_throttled_periods_total[15s])) / sum by (cluster, namespace, service, pod, node) (increase(container_cpu_cfs_periods_total[15s])) > 0.25`,
    forMs: 10_000,
    labels: { severity: "warning", ...ofService },
    annotations: { summary: "{{ $labels.pod }} has to wait for CPU", description: "{{ $labels.pod }} on {{ $labels.node }} is throttled in {{ $value }} of its CPU periods." },
  },
  {
    alert: "NodeCpuSaturated",
    expr: `1 - avg by (cluster, node) (rate(node_cpu_seconds_total{mode="idle"}[15s])) > 0.95`,
    forMs: 10_000,
    labels: { severity: "warning" },
    annotations: { summary: "{{ $labels.node }} has no CPU left", description: "{{ $value }} of the CPU of {{ $labels.node }} is used." },
  },
  {
    alert: "NodeNotReady",
    expr: 'kube_node_status_condition{condition="Ready", status="true"} == 0',
    forMs: 0,
    labels: { severity: "critical" },
    annotations: { summary: "{{ $labels.node }} is not ready", description: "The kubelet of {{ $labels.node }} does not report any more." },
  },
  {
    alert: "Watchdog",
    expr: "vector(1)",
    forMs: 0,
    labels: { severity: "none", cluster: "range" },
    annotations: { summary: "The alerting of the range works", description: "This alert always fires; it is missed when it stops." },
  },
];
