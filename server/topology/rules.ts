import { entityKey, type EntityKind, type EntityRef } from "@/lib/contracts/entity";
import type { EdgeRelation } from "@/lib/contracts/topology";

export interface TopologyEntity {
  readonly ref: EntityRef;
  readonly stateful: boolean;
  readonly replicas: number | null;
}

export interface TopologyEdge {
  readonly fromKey: string;
  readonly toKey: string;
  readonly relation: EdgeRelation;
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

type Neighbours = ReadonlyMap<string, readonly string[]>;

/** The edges of a graph by where they start and where they end, so that a walk costs what it reaches. */
interface GraphIndex {
  readonly needs: Neighbours;
  readonly neededBy: Neighbours;
  readonly fronts: Neighbours;
  readonly behind: Neighbours;
  readonly hosts: Neighbours;
  readonly residents: Neighbours;
  readonly deployedBy: Neighbours;
}

const indexes = new WeakMap<TopologyGraph, GraphIndex>();

function pairsBy(edges: readonly (readonly [from: string, to: string])[]): { forward: Neighbours; backward: Neighbours } {
  const forward = new Map<string, string[]>();
  const backward = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, value: string) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [value]);
    else known.push(value);
  };
  for (const [from, to] of edges) {
    add(forward, from, to);
    add(backward, to, from);
  }
  return { forward, backward };
}

function indexOf(graph: TopologyGraph): GraphIndex {
  const known = indexes.get(graph);
  if (known !== undefined) return known;
  const of = (relation: EdgeRelation) => pairsBy(graph.edges.filter((edge) => edge.relation === relation).map((edge) => [edge.fromKey, edge.toKey]));
  const selects = of("selects");
  const runsOn = of("runs_on");
  // Who needs a service needs what answers behind it; Ingress to service to workload is one need, not two.
  const declared = graph.edges.filter((edge) => edge.relation === "depends_on").map((edge): [string, string] => [edge.fromKey, edge.toKey]);
  const resolved = declared.flatMap(([from, to]) => (selects.forward.get(to) ?? []).filter((behind) => behind !== from).map((behind): [string, string] => [from, behind]));
  const needs = pairsBy([...new Map([...declared, ...resolved].map((pair) => [pair.join("\n"), pair])).values()]);
  const index: GraphIndex = {
    needs: needs.forward,
    neededBy: needs.backward,
    fronts: selects.backward,
    behind: selects.forward,
    hosts: runsOn.forward,
    residents: runsOn.backward,
    deployedBy: of("deploys").backward,
  };
  indexes.set(graph, index);
  return index;
}

function walk(neighbours: Neighbours, startKey: string, maxHops: number): Step[] {
  const seen = new Set([startKey]);
  const found: Step[] = [];
  let frontier = [startKey];
  for (let hops = 1; hops <= maxHops && frontier.length > 0; hops += 1) {
    const reached: string[] = [];
    for (const key of frontier.flatMap((from) => neighbours.get(from) ?? [])) {
      if (seen.has(key)) continue;
      seen.add(key);
      reached.push(key);
      found.push({ key, hops });
    }
    frontier = reached;
  }
  return found;
}

/** What the entity needs, nearest first, without itself. A need for a service is one for what it selects, too. */
export function dependenciesOf(graph: TopologyGraph, key: string, maxHops: number): Step[] {
  return walk(indexOf(graph).needs, key, maxHops);
}

/** What needs the entity, nearest first, without itself. */
export function dependentsOf(graph: TopologyGraph, key: string, maxHops: number): Step[] {
  return walk(indexOf(graph).neededBy, key, maxHops);
}

/** Services that route to the workload. */
export function frontsOf(graph: TopologyGraph, key: string): readonly string[] {
  return indexOf(graph).fronts.get(key) ?? [];
}

/** Workloads that a service routes to. */
export function behindOf(graph: TopologyGraph, key: string): readonly string[] {
  return indexOf(graph).behind.get(key) ?? [];
}

/** Nodes that the workload has pods on. */
export function hostsOf(graph: TopologyGraph, key: string): readonly string[] {
  return indexOf(graph).hosts.get(key) ?? [];
}

/** Workloads that have pods on the node. */
export function residentsOf(graph: TopologyGraph, key: string): readonly string[] {
  return indexOf(graph).residents.get(key) ?? [];
}

/** Repositories that the workload is deployed from. */
export function repositoriesOf(graph: TopologyGraph, key: string): readonly string[] {
  return indexOf(graph).deployedBy.get(key) ?? [];
}

/** Hops to each entity that needs the given one or that it needs, directly or through others. Siblings are not related. */
export function dependencyDistances(graph: TopologyGraph, key: string, maxHops: number): ReadonlyMap<string, number> {
  const steps = [...dependenciesOf(graph, key, maxHops), ...dependentsOf(graph, key, maxHops)];
  // The last word of a Map's constructor counts, so the nearest comes last.
  return new Map(steps.sort((a, b) => b.hops - a.hops).map((step) => [step.key, step.hops]));
}

/** UTF-16 units of a name or namespace, as `entityRef` has it. */
const maxNameLength = 253;

/** A pod's workload: the name without what Kubernetes appends, either the ReplicaSet and pod suffixes or an ordinal, or a DaemonSet's five characters. */
export function workloadOfPod(pod: string): string {
  const deployment = pod.replace(/-[a-z0-9]{5,10}-[a-z0-9]{5}$/, "");
  if (deployment !== pod) return deployment;
  const ordinal = pod.replace(/-\d+$/, "");
  return ordinal === pod ? pod.replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}$/, "") : ordinal;
}

/** Label names of each part, the surest first: Prometheus' own, Kubernetes recommended labels, OpenTelemetry (dotted, as SigNoz keeps them, and underscored), Sentry tags. */
const namesOf = {
  cluster: ["cluster", "k8s.cluster.name", "k8s_cluster_name", "cluster_name"],
  namespace: ["namespace", "kubernetes_namespace", "k8s.namespace.name", "k8s_namespace_name", "service.namespace", "exported_namespace"],
  outright: ["deployment", "statefulset", "daemonset", "workload", "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s_deployment_name", "k8s_statefulset_name", "k8s_daemonset_name"],
  replicaSet: ["replicaset", "k8s.replicaset.name"],
  pod: ["pod", "pod_name", "k8s.pod.name", "k8s_pod_name"],
  service: ["service", "service_name", "service.name", "app", "app_kubernetes_io_name", "app.kubernetes.io/name", "project", "project_slug", "component"],
  node: ["node", "k8s.node.name", "k8s_node_name", "kubernetes_node", "nodename"],
  database: ["database", "db_instance", "dbinstance_identifier", "db.name"],
  repository: ["repository", "repo", "vcs.repository.name"],
  host: ["instance", "host", "hostname", "server_name", "host.name", "target"],
} as const;

/** Kubernetes kinds by the kind of entity they are; `kind` and `name` come from an event's involved object. */
const kindsOf: Readonly<Record<string, EntityKind>> = { Deployment: "workload", StatefulSet: "workload", DaemonSet: "workload", Job: "workload", CronJob: "workload", Node: "node", Service: "service", Ingress: "service" };

/**
 * The thing that a signal's labels speak of, or null when they name none. Labels that name it outright win over those that only
 * hint; among equal hints the first that the topology knows wins. What is too long to be a name is none: an index could not hold it.
 */
export function entityOfLabels(given: Readonly<Record<string, string>>, graph: TopologyGraph, defaultCluster: string): EntityRef | null {
  const read = (names: readonly string[]) => names.map((name) => (Object.hasOwn(given, name) ? given[name] : undefined)).find((value) => value !== undefined && value !== "" && value.length <= maxNameLength);
  const cluster = read(namesOf.cluster) ?? defaultCluster;
  const namespace = read(namesOf.namespace) ?? "";
  const inNamespace = (kind: EntityKind, name: string): EntityRef => ({ cluster, kind, namespace, name });
  const known = (ref: EntityRef) => graph.entities.has(entityKey(ref));
  const objectKind = read(["kind", "involved_kind", "object_kind"]);
  const objectName = read(["name", "involved_name", "object_name"]);
  const kind = objectKind === undefined || !Object.hasOwn(kindsOf, objectKind) ? undefined : kindsOf[objectKind];
  if (kind !== undefined && objectName !== undefined) return kind === "node" ? { cluster, kind, namespace: "", name: objectName } : inNamespace(kind, objectName);
  const outright = read(namesOf.outright);
  if (outright !== undefined) return inNamespace("workload", outright);
  const replicaSet = read(namesOf.replicaSet) ?? (objectKind === "ReplicaSet" ? objectName : undefined);
  const pod = read(namesOf.pod) ?? (objectKind === "Pod" ? objectName : undefined);
  const owners = [...(replicaSet === undefined ? [] : [replicaSet.replace(/-[a-z0-9]{5,10}$/, "")]), ...(pod === undefined ? [] : [workloadOfPod(pod)])];
  const services = namesOf.service.flatMap((name) => read([name]) ?? []);
  const hints = [...services, ...owners].flatMap((name) => (["workload", "service"] as const).map((hinted) => inNamespace(hinted, name)));
  const found = hints.find(known) ?? hints.map((ref) => unplaced(graph, ref)).find((ref) => ref !== null);
  if (found !== undefined) return found;
  const repository = read(namesOf.repository);
  if (repository !== undefined) return { cluster: "", kind: "repository", namespace: "", name: repository };
  if (hints[0] !== undefined) return hints[0];
  const database = read(namesOf.database);
  if (database !== undefined) return inNamespace("database", database);
  const node = read(namesOf.node);
  if (node !== undefined) return { cluster, kind: "node", namespace: "", name: node };
  const host = read(namesOf.host)?.replace(/^\w+:\/\//, "").replace(/[:/].*$/, "");
  if (host === undefined || host === "") return null;
  const asNode: EntityRef = { cluster, kind: "node", namespace: "", name: host };
  return known(asNode) ? asNode : { cluster, kind: "host", namespace: "", name: host };
}

/** Sources such as Sentry know no namespace: a name that exists once in the cluster is that one. */
function unplaced(graph: TopologyGraph, ref: EntityRef): EntityRef | null {
  if (ref.namespace !== "") return null;
  const same = placesOf(graph).get(`${ref.cluster}\n${ref.kind}\n${ref.name}`) ?? [];
  return same.length === 1 ? (same[0] ?? null) : null;
}

const places = new WeakMap<TopologyGraph, ReadonlyMap<string, readonly EntityRef[]>>();

function placesOf(graph: TopologyGraph): ReadonlyMap<string, readonly EntityRef[]> {
  const known = places.get(graph);
  if (known !== undefined) return known;
  const built = new Map<string, EntityRef[]>();
  for (const { ref } of graph.entities.values()) {
    const key = `${ref.cluster}\n${ref.kind}\n${ref.name}`;
    built.set(key, [...(built.get(key) ?? []), ref]);
  }
  places.set(graph, built);
  return built;
}
