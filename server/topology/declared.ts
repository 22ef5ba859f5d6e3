import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { entityKey, entityKind, type EntityRef } from "@/lib/contracts/entity";
import type { TopologySnapshot } from "../evidence/port";

const reference = z.string().min(1).max(800);
const targets = z.union([reference.transform((one) => [one]), z.array(reference).min(1)]);

/** The declared file: things and relations that no cluster can tell. `docs/topology.example.yaml` shows every field. */
const declaredFile = z.strictObject({
  version: z.literal(1),
  entities: z.array(z.strictObject({ entity: reference, stateful: z.boolean().default(false), labels: z.record(z.string(), z.string().max(500)).default({}) })).max(10_000).default([]),
  needs: z.array(z.strictObject({ from: reference, to: targets })).max(20_000).default([]),
  deploys: z.array(z.strictObject({ repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "owner/name"), to: targets })).max(10_000).default([]),
});

/** What is wrong with the file, each fault with the line it is on. */
export class InvalidTopologyFile extends Error {
  override readonly name = "InvalidTopologyFile";
  constructor(readonly faults: readonly { readonly line: number; readonly message: string }[]) {
    super(faults.map((fault) => `line ${fault.line}: ${fault.message}`).join("\n"));
  }
}

/** `[kind:][namespace/]name[@cluster]` as an identity; the kind is `workload` unless said. Null when it is none. */
export function readReference(text: string, defaultCluster: string): EntityRef | null {
  const match = /^(?:([a-z]+):)?(?:([^/@:\s]+)\/)?([^@:\s]+?)(?:@(\S+))?$/.exec(text.trim());
  const kind = entityKind.safeParse(match?.[1] ?? "workload");
  if (match?.[3] === undefined || !kind.success) return null;
  const [, , namespace = "", name, cluster = defaultCluster] = match;
  if (kind.data === "repository") return namespace === "" ? null : { cluster: "", kind: "repository", namespace: "", name: `${namespace}/${name}` };
  if (kind.data === "node" || kind.data === "host") return namespace === "" ? { cluster, kind: kind.data, namespace: "", name } : null;
  return name.includes("/") ? null : { cluster, kind: kind.data, namespace, name };
}

/**
 * Reads the declared file. An edge's ends become entities by being named.
 * @throws {InvalidTopologyFile} naming every fault with its line
 */
export function readDeclaredTopology(text: string, input: { readonly defaultCluster: string; readonly now: Date }): TopologySnapshot {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) throw new InvalidTopologyFile(document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: error.message })));
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) return lineAt(Number(node.range[0]));
    }
    return 1;
  };
  const parsed = declaredFile.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) throw new InvalidTopologyFile(parsed.error.issues.map((issue) => ({ line: lineOf(issue.path), message: `${issue.path.map(String).join(".") || "the file"}: ${issue.message}` })));
  const faults: { line: number; message: string }[] = [];
  const entities = new Map<string, TopologySnapshot["entities"][number]>();
  const edges: TopologySnapshot["edges"][number][] = [];
  const read = (one: string, path: readonly PropertyKey[]): EntityRef | null => {
    const ref = readReference(one, input.defaultCluster);
    if (ref === null) faults.push({ line: lineOf(path), message: `${path.map(String).join(".")}: ${JSON.stringify(one)} is not [kind:][namespace/]name[@cluster]` });
    else if (!entities.has(entityKey(ref))) entities.set(entityKey(ref), { ref, stateful: ref.kind === "database", replicas: null, labels: {} });
    return ref;
  };
  parsed.data.entities.forEach((declared, index) => {
    const ref = read(declared.entity, ["entities", index, "entity"]);
    if (ref !== null) entities.set(entityKey(ref), { ref, stateful: declared.stateful || ref.kind === "database", replicas: null, labels: declared.labels });
  });
  const connect = (from: EntityRef | null, to: readonly string[], relation: "depends_on" | "deploys", path: readonly PropertyKey[]) =>
    to.forEach((one, index) => {
      const end = read(one, [...path, index]);
      if (from !== null && end !== null) edges.push({ from, to: end, relation });
    });
  parsed.data.needs.forEach((need, index) => connect(read(need.from, ["needs", index, "from"]), need.to, "depends_on", ["needs", index, "to"]));
  parsed.data.deploys.forEach((deploy, index) => connect(read(`repository:${deploy.repository}`, ["deploys", index, "repository"]), deploy.to, "deploys", ["deploys", index, "to"]));
  if (faults.length > 0) throw new InvalidTopologyFile(faults);
  return { observedAt: input.now, entities: [...entities.values()], edges };
}
