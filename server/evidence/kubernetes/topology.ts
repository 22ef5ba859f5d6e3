import type { V1DaemonSet, V1Deployment, V1Ingress, V1LabelSelector, V1Node, V1Pod, V1Service, V1StatefulSet } from "@kubernetes/client-node";
import { entityKey } from "@/lib/contracts/entity";
import type { EntityKind, EntityRef } from "@/lib/contracts/entity";
import type { TopologySnapshot } from "@/server/evidence/port";
import { isStateful } from "./stateful";
import { controllerOf } from "./pods";

/** What the cluster listed. */
export interface TopologyParts {
  readonly cluster: string;
  readonly observedAt: Date;
  readonly deployments: readonly V1Deployment[];
  readonly statefulSets: readonly V1StatefulSet[];
  readonly daemonSets: readonly V1DaemonSet[];
  readonly services: readonly V1Service[];
  readonly nodes: readonly V1Node[];
  readonly pods: readonly V1Pod[];
  readonly ingresses: readonly V1Ingress[];
}

type Entity = TopologySnapshot["entities"][number];
type Edge = TopologySnapshot["edges"][number];
type Workload = V1Deployment | V1StatefulSet | V1DaemonSet;
type Labels = Readonly<Record<string, string>>;

const dependsOnAnnotation = "awoooi.dev/depends-on";

/**
 * The parts as entities and relations. Every edge ends at entities of the same snapshot: a dependency on a name that is neither a
 * workload nor a service here is left out. Two workloads of one name (a Deployment and a StatefulSet, say) are one entity, the first.
 */
export function topologySnapshot(parts: TopologyParts): TopologySnapshot {
  const entities = new Map<string, Entity>();
  const edges = new Map<string, Edge>();
  const ref = (kind: EntityKind, namespace: string, name: string): EntityRef => ({ cluster: parts.cluster, kind, namespace, name });
  const refOf = (kind: EntityKind, { metadata }: { metadata?: { namespace?: string; name?: string } }) => ref(kind, metadata?.namespace ?? "", metadata?.name ?? "");
  const add = (entity: Entity) => {
    const key = entityKey(entity.ref);
    const known = entities.get(key);
    entities.set(key, known ? { ...known, stateful: known.stateful || entity.stateful } : entity);
  };
  const connect = (from: EntityRef, relation: Edge["relation"], to: EntityRef) => {
    if (entities.has(entityKey(from)) && entities.has(entityKey(to))) edges.set(`${entityKey(from)} ${relation} ${entityKey(to)}`, { from, to, relation });
  };

  const workloads: readonly Workload[] = [...parts.deployments, ...parts.statefulSets, ...parts.daemonSets];
  for (const node of parts.nodes) add({ ref: refOf("node", node), stateful: false, replicas: null, labels: node.metadata?.labels ?? {} });
  for (const service of parts.services) add({ ref: refOf("service", service), stateful: false, replicas: null, labels: service.metadata?.labels ?? {} });
  for (const workload of parts.deployments) addWorkload(workload, workload.spec?.replicas ?? 1, false);
  for (const workload of parts.statefulSets) addWorkload(workload, workload.spec?.replicas ?? 1, true);
  for (const workload of parts.daemonSets) addWorkload(workload, workload.status?.desiredNumberScheduled ?? null, false);

  function addWorkload(workload: Workload, replicas: number | null, isStatefulKind: boolean): void {
    const stateful = isStatefulKind || isStateful(workload.metadata, workload.spec?.template.spec);
    add({ ref: refOf("workload", workload), stateful, replicas, labels: workload.metadata?.labels ?? {} });
  }

  const byNamespace = new Map<string, Workload[]>();
  for (const workload of workloads) {
    const namespace = workload.metadata?.namespace ?? "";
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), workload]);
  }
  for (const service of parts.services) {
    const selector = service.spec?.selector ?? {};
    if (Object.keys(selector).length === 0) continue;
    for (const workload of byNamespace.get(service.metadata?.namespace ?? "") ?? []) {
      if (hasLabels(workload.spec?.template.metadata?.labels, selector)) connect(refOf("service", service), "selects", refOf("workload", workload));
    }
  }
  for (const workload of workloads) {
    for (const { namespace, name } of namesIn(workload.metadata?.annotations?.[dependsOnAnnotation], workload.metadata?.namespace ?? "")) {
      const asWorkload = ref("workload", namespace, name);
      connect(refOf("workload", workload), "depends_on", entities.has(entityKey(asWorkload)) ? asWorkload : ref("service", namespace, name));
    }
  }
  for (const ingress of parts.ingresses) {
    const namespace = ingress.metadata?.namespace ?? "";
    const backends = [ingress.spec?.defaultBackend, ...(ingress.spec?.rules ?? []).flatMap((rule) => (rule.http?.paths ?? []).map((path) => path.backend))];
    for (const name of new Set(backends.flatMap((backend) => backend?.service?.name ?? []))) {
      // What enters at an Ingress needs the service behind it; the Ingress itself is where users knock.
      const entry = ref("service", namespace, `ingress:${ingress.metadata?.name ?? ""}`);
      if (!entities.has(entityKey(ref("service", namespace, name)))) continue;
      add({ ref: entry, stateful: false, replicas: null, labels: {} });
      connect(entry, "depends_on", ref("service", namespace, name));
    }
  }
  for (const pod of parts.pods) {
    const nodeName = pod.spec?.nodeName;
    const owner = nodeName && isAlive(pod) ? workloadOf(pod, byNamespace.get(pod.metadata?.namespace ?? "") ?? []) : undefined;
    if (nodeName && owner) connect(refOf("workload", owner), "runs_on", ref("node", "", nodeName));
  }
  return { observedAt: parts.observedAt, entities: [...entities.values()], edges: [...edges.values()] };
}

/** `a, b, ns/c` as names with a namespace. */
function namesIn(text: string | undefined, ownNamespace: string): { namespace: string; name: string }[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const slash = part.indexOf("/");
      return slash === -1 ? { namespace: ownNamespace, name: part } : { namespace: part.slice(0, slash), name: part.slice(slash + 1) };
    });
}

/** The workload of a pod; a ReplicaSet's Deployment is known by the set's name, `<deployment>-<hash>`, and its selector. */
function workloadOf(pod: V1Pod, candidates: readonly Workload[]): Workload | undefined {
  const owner = controllerOf(pod);
  if (!owner) return undefined;
  const isSet = owner.kind === "ReplicaSet";
  const name = isSet ? owner.name.slice(0, owner.name.lastIndexOf("-")) : owner.name;
  return candidates.find(
    (workload) => workload.metadata?.name === name && (isSet ? selects(workload.spec?.selector, pod.metadata?.labels ?? {}) : workload.metadata.uid === owner.uid),
  );
}

function isAlive(pod: V1Pod): boolean {
  return pod.status?.phase !== "Succeeded" && pod.status?.phase !== "Failed";
}

function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}

/** What the API server means by a label selector. */
export function selects(selector: V1LabelSelector | undefined, labels: Labels): boolean {
  return (
    hasLabels(labels, selector?.matchLabels ?? {}) &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      if (operator === "In") return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}
