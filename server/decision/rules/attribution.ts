import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import { frontsOf, workloadOfPod, type TopologyGraph } from "../../topology/rules";
import type { Sample } from "./deviation";
import type { MetricRule } from "./metrics";
import type { Scope } from "./queries";

/** What an exporter's service adds to the name of what it measures. */
const exporterSuffix = /(?:-postgres-exporter|-exporter|-metrics)$/;

/** Finds out whose series an answer holds, among the entities that were asked about. */
export class Attribution {
  /** Keys by `namespace/name` of workloads and of the services in front of them. */
  private readonly byName = new Map<string, string>();
  private readonly nodes = new Map<string, string>();

  constructor(refs: readonly EntityRef[], graph: TopologyGraph, addresses: ReadonlyMap<string, readonly string[]>) {
    for (const ref of refs) {
      const key = entityKey(ref);
      if (ref.kind === "node") for (const name of [ref.name, ...(addresses.get(ref.name) ?? [])]) this.nodes.set(name, key);
      else this.byName.set(`${ref.namespace}/${ref.name}`, key);
    }
    // A name of its own is surer than one in front of somebody.
    for (const ref of refs) {
      for (const front of frontsOf(graph, entityKey(ref))) {
        const service = graph.entities.get(front)?.ref;
        const name = service === undefined ? "" : `${service.namespace}/${service.name}`;
        if (service !== undefined && !this.byName.has(name)) this.byName.set(name, entityKey(ref));
      }
    }
  }

  /** Names to select by: workloads with the services in front of them, and nodes with their addresses. */
  get names(): { readonly namespaces: string[]; readonly names: string[]; readonly nodes: string[] } {
    const split = [...this.byName.keys()].map((name) => [name.slice(0, name.indexOf("/")), name.slice(name.indexOf("/") + 1)] as const);
    return { namespaces: [...new Set(split.map(([namespace]) => namespace))].sort(), names: [...new Set(split.map(([, name]) => name))].sort(), nodes: [...this.nodes.keys()].sort() };
  }

  /** The entity that a series is about, or null when it is nobody's we asked about. */
  ownerOf(labels: Readonly<Record<string, string>>, scope: Scope): string | null {
    const named = (name: string | undefined) => (name === undefined ? null : (this.byName.get(`${labels.namespace ?? ""}/${name}`) ?? null));
    switch (scope) {
      case "service":
      case "pod":
        return named(labels.service) ?? named(labels.service?.replace(exporterSuffix, "")) ?? (labels.pod === undefined ? null : named(workloadOfPod(labels.pod)));
      case "deployment":
        return named(labels.deployment) ?? named(labels.statefulset);
      case "claim": {
        const claim = labels.persistentvolumeclaim ?? "";
        return named(claim) ?? named(claim.replace(/-\d+$/, "").replace(/^[^-]+-/, "")) ?? named(claim.replace(/-(?:data|pvc|volume|storage)$/, ""));
      }
      case "node":
        return this.nodes.get(labels.node ?? "") ?? this.nodes.get((labels.instance ?? "").replace(/:\d+$/, "")) ?? null;
    }
  }
}

/** Several series of one entity as one: their samples of the same time added up, or the worst of them. */
export function combineSamples(series: readonly (readonly Sample[])[], combine: MetricRule["combine"]): Sample[] {
  const [only] = series;
  if (series.length === 1 && only !== undefined) return [...only];
  const merged = new Map<number, number>();
  for (const samples of series) {
    for (const [at, value] of samples) {
      const known = merged.get(at);
      merged.set(at, known === undefined ? value : combine === "sum" ? known + value : combine === "max" ? Math.max(known, value) : Math.min(known, value));
    }
  }
  return [...merged].sort(([a], [b]) => a - b);
}
