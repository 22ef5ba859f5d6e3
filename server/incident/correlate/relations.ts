import { entityName } from "@/lib/contracts/entity";
import { behindOf, dependenciesOf, dependentsOf, frontsOf, hostsOf, repositoriesOf, residentsOf, type TopologyGraph } from "../../topology/rules";

/** Why an alert belongs to its incident. The params name what it is related to. */
export interface JoinReason {
  readonly code: JoinCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * `same_fingerprint` to `needed_by` are relations, nearest first. The rest are beginnings: the alert that opened an incident, the
 * one around which a part was split off another, and one whose own incident was merged into this by relations of its neighbours.
 */
export type JoinCode = "same_fingerprint" | "same_entity" | "same_service" | "same_machine" | "deploys" | "deployed_from" | "runs_on" | "hosts" | "depends_on" | "needed_by" | "opened_incident" | "split_from" | "merged_from";

/** How one entity is related to another. */
export interface Relation {
  readonly key: string;
  /** Greater is farther. */
  readonly rank: number;
  /** Two names of one thing are related whenever; other relations only tie what begins at about the same time. */
  readonly isTimed: boolean;
  /** In the words of the entity whose relations these are. */
  readonly code: JoinCode;
  readonly hops: number;
}

const sameThing = 1;
const sameMachine = 2;
const dependency = 3;

/** The node that an alert's own labels name, or null. */
export function nodeKeyOf(labels: Readonly<Record<string, string>>, entityKey: string | null, graph: TopologyGraph, defaultCluster: string): string | null {
  const cluster = entityKey?.split("/", 1)[0] || (labels.cluster || defaultCluster).replaceAll("%", "%25").replaceAll("/", "%2F");
  const keyOf = (name: string) => `${cluster}/node//${name}`;
  const named = labels.node ?? labels.kubernetes_node ?? labels.nodename ?? labels["k8s.node.name"];
  const host = labels.instance?.replace(/:\d+$/, "");
  const key = named !== undefined && named !== "" ? keyOf(named) : host !== undefined && graph.entities.has(keyOf(host)) ? keyOf(host) : null;
  return key === null || key.length > 600 || key === entityKey ? null : key;
}

/** Answers who is related to whom in one map, each entity looked up once. */
export class Relations {
  private readonly found = new Map<string, readonly Relation[]>();
  private readonly deployed = new Map<string, string[]>();

  constructor(
    readonly graph: TopologyGraph,
    private readonly maxHops: number,
  ) {
    for (const edge of graph.edges) {
      if (edge.relation !== "deploys") continue;
      const known = this.deployed.get(edge.fromKey);
      if (known === undefined) this.deployed.set(edge.fromKey, [edge.toKey]);
      else known.push(edge.toKey);
    }
  }

  /** What an entity is related to by the map, nearest first. If A lists B, B lists A. */
  of(key: string): readonly Relation[] {
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const relations = this.look(key);
    this.found.set(key, relations);
    return relations;
  }

  private look(key: string): Relation[] {
    const { graph, maxHops } = this;
    const one = (rank: number, isTimed: boolean, code: JoinCode) => (other: string): Relation => ({ key: other, rank, isTimed, code, hops: 1 });
    return [
      ...[...behindOf(graph, key), ...frontsOf(graph, key)].map(one(sameThing, false, "same_service")),
      ...otherNamesOf(key).map(one(sameThing, false, "same_machine")),
      ...repositoriesOf(graph, key).map(one(sameThing, true, "deployed_from")),
      ...(this.deployed.get(key) ?? []).map(one(sameThing, true, "deploys")),
      ...hostsOf(graph, key).map(one(sameMachine, true, "runs_on")),
      ...residentsOf(graph, key).map(one(sameMachine, true, "hosts")),
      ...dependenciesOf(graph, key, maxHops).map(({ key: other, hops }): Relation => ({ key: other, rank: dependency + hops - 1, isTimed: true, code: "depends_on", hops })),
      ...dependentsOf(graph, key, maxHops).map(({ key: other, hops }): Relation => ({ key: other, rank: dependency + hops - 1, isTimed: true, code: "needed_by", hops })),
    ];
  }
}

/** A machine is a node to Kubernetes and a host to everybody else. */
function otherNamesOf(key: string): string[] {
  const [cluster = "", kind = "", , ...name] = key.split("/");
  if (kind === "host") return [`${cluster}/node//${name.join("/")}`];
  return kind === "node" ? [`${cluster}/host//${name.join("/")}`] : [];
}

const mirrored: Readonly<Partial<Record<JoinCode, JoinCode>>> = { deploys: "deployed_from", deployed_from: "deploys", runs_on: "hosts", hosts: "runs_on", depends_on: "needed_by", needed_by: "depends_on" };

/** The same relation in the words of the other side. */
export function mirrorOf(code: JoinCode): JoinCode {
  return mirrored[code] ?? code;
}

/** Says a relation to an entity. */
export function reasonOf(code: JoinCode, otherKey: string, hops: number): JoinReason {
  const on = entityName(otherKey);
  return code === "depends_on" || code === "needed_by" ? { code, params: { on, hops } } : { code, params: { on } };
}
