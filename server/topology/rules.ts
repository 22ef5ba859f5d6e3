import { entityKey, type EntityRef } from "@/lib/contracts/entity";

export interface TopologyEntity {
  readonly ref: EntityRef;
  readonly stateful: boolean;
  readonly replicas: number | null;
}

export interface TopologyEdge {
  readonly fromKey: string;
  readonly toKey: string;
  readonly relation: "depends_on" | "runs_on" | "selects";
}

/** Who exists and who needs whom, in one origin; `observedAt` is the age of its oldest cluster. */
export interface TopologyGraph {
  readonly entities: ReadonlyMap<string, TopologyEntity>;
  readonly edges: readonly TopologyEdge[];
  readonly observedAt: Date | null;
}

/** An entity reached on a walk, and over how many edges. */
export interface Step {
  readonly key: string;
  readonly hops: number;
}

function walk(graph: TopologyGraph, startKey: string, maxHops: number, next: (edge: TopologyEdge) => readonly [from: string, to: string]): Step[] {
  const seen = new Set([startKey]);
  const found: Step[] = [];
  let frontier = [startKey];
  for (let hops = 1; hops <= maxHops && frontier.length > 0; hops += 1) {
    const reached: string[] = [];
    for (const edge of graph.edges) {
      if (edge.relation !== "depends_on") continue;
      const [from, to] = next(edge);
      if (!frontier.includes(from) || seen.has(to)) continue;
      seen.add(to);
      reached.push(to);
      found.push({ key: to, hops });
    }
    frontier = reached;
  }
  return found;
}

/** What the entity needs, nearest first, without itself. */
export function dependenciesOf(graph: TopologyGraph, key: string, maxHops: number): Step[] {
  return walk(graph, key, maxHops, (edge) => [edge.fromKey, edge.toKey]);
}

/** What needs the entity, nearest first, without itself. */
export function dependentsOf(graph: TopologyGraph, key: string, maxHops: number): Step[] {
  return walk(graph, key, maxHops, (edge) => [edge.toKey, edge.fromKey]);
}

/** Hops to each entity that needs the given one or that it needs, directly or through others. Siblings are not related. */
export function dependencyDistances(graph: TopologyGraph, key: string, maxHops: number): ReadonlyMap<string, number> {
  const steps = [...dependenciesOf(graph, key, maxHops), ...dependentsOf(graph, key, maxHops)];
  // The last word of a Map's constructor counts, so the nearest comes last.
  return new Map(steps.sort((a, b) => b.hops - a.hops).map((step) => [step.key, step.hops]));
}

/** UTF-16 units of a name or namespace, as `entityRef` has it. */
const maxNameLength = 253;

/** A pod's workload: the name without what Kubernetes appends, either the ReplicaSet and pod suffixes or an ordinal. */
function workloadOfPod(pod: string): string {
  const deployment = pod.replace(/-[a-z0-9]{5,10}-[a-z0-9]{5}$/, "");
  return deployment === pod ? pod.replace(/-\d+$/, "") : deployment;
}

/**
 * The thing that an alert's labels speak of, or null when they name none. Labels that name a workload outright win over those
 * that only hint; among equal hints the first that the topology knows wins. What is too long to be a name is none: an index could not hold it.
 */
export function entityOfLabels(given: Readonly<Record<string, string>>, graph: TopologyGraph, defaultCluster: string): EntityRef | null {
  const labels: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "" && value.length <= maxNameLength));
  const cluster = labels.cluster ?? defaultCluster;
  const namespace = labels.namespace ?? labels.kubernetes_namespace ?? "";
  const outright = labels.deployment ?? labels.statefulset ?? labels.daemonset ?? labels.workload;
  if (outright) return { cluster, kind: "workload", namespace, name: outright };
  const pod = labels.pod ?? labels.pod_name;
  const hints = [labels.service ?? labels.service_name, labels.app ?? labels.app_kubernetes_io_name, pod === undefined ? undefined : workloadOfPod(pod)].filter((hint) => hint !== undefined && hint !== "");
  const candidates = hints.flatMap((name): EntityRef[] => (["workload", "service"] as const).map((kind) => ({ cluster, kind, namespace, name: name as string })));
  const known = candidates.find((ref) => graph.entities.has(entityKey(ref)));
  if (known ?? candidates[0]) return known ?? candidates[0] ?? null;
  if (labels.node) return { cluster, kind: "node", namespace: "", name: labels.node };
  const host = (labels.instance ?? labels.host ?? labels.hostname)?.replace(/:\d+$/, "");
  return host ? { cluster, kind: "host", namespace: "", name: host } : null;
}
