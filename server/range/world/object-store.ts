import { isDeepStrictEqual } from "node:util";
import { watchHistoryLength } from "../tunables";
import { hasGeneration, kubeTime, resources, type AnyObject, type Meta, type Objects, type Resource } from "./objects";

/** One committed change, as a watch reports it. */
export interface Change {
  type: "ADDED" | "MODIFIED" | "DELETED";
  resource: Resource;
  object: AnyObject;
  /** What the object was before; absent for a new one. */
  previous?: AnyObject;
  version: number;
}

/** An object before the store has given it an identity. */
export type Draft<T extends AnyObject> = Omit<T, "apiVersion" | "kind" | "metadata"> & {
  metadata: Partial<Meta> & { name: string };
};

/** The saved form of a store. */
export interface StoredObjects {
  version: number;
  objects: Partial<Record<Resource, AnyObject[]>>;
}

type Tables = { [R in Resource]: Map<string, Objects[R]> };

/**
 * The cluster's only memory. Objects handed out are never modified in place: every change goes through a method here,
 * takes the next resourceVersion, bumps the generation when the spec changed, and is told to the watchers.
 */
export class ObjectStore {
  #version = 1;
  #changes: Change[] = [];
  /** Lists in name order, until the next change of their resource. */
  #sorted: Partial<Record<Resource, readonly AnyObject[]>> = {};
  #versions: Partial<Record<Resource, number>> = {};
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #tables: Tables = {
    namespaces: new Map(),
    nodes: new Map(),
    configmaps: new Map(),
    persistentvolumeclaims: new Map(),
    pods: new Map(),
    services: new Map(),
    events: new Map(),
    deployments: new Map(),
    replicasets: new Map(),
    statefulsets: new Map(),
    daemonsets: new Map(),
  };

  constructor(private readonly identity: { uuid(): string; now(): number }) {}

  /** The version of the latest change. */
  get version(): number {
    return this.#version;
  }

  /** The version of the latest change of one resource. */
  versionOf(resource: Resource): number {
    return this.#versions[resource] ?? 0;
  }

  /** The object of that name, or nothing. */
  get<R extends Resource>(resource: R, namespace: string | undefined, name: string): Objects[R] | undefined {
    return this.#table(resource).get(keyOf(namespace, name));
  }

  /** All objects of a resource in name order, in one namespace or in all. */
  list<R extends Resource>(resource: R, namespace?: string): Objects[R][] {
    const known = this.#sorted[resource] as readonly Objects[R][] | undefined;
    const all = known ?? [...this.#table(resource).values()].sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
    this.#sorted[resource] = all;
    return namespace === undefined ? all.slice() : all.filter((object) => object.metadata.namespace === namespace);
  }

  /** Stores a new object under a fresh uid. */
  create<R extends Resource>(resource: R, draft: Draft<Objects[R]>): Objects[R] {
    const facts = resources[resource];
    const object = {
      apiVersion: facts.apiVersion,
      kind: facts.kind,
      ...structuredClone(draft),
      metadata: {
        ...structuredClone(draft.metadata),
        uid: this.identity.uuid(),
        resourceVersion: String(++this.#version),
        creationTimestamp: kubeTime(this.identity.now()),
        ...(hasGeneration(resource) ? { generation: 1 } : {}),
      },
    } as unknown as Objects[R];
    this.#table(resource).set(objectKey(object), object);
    this.#announce("ADDED", resource, object);
    return object;
  }

  /** Stores a new state of a known object; an equal state changes nothing. */
  replace<R extends Resource>(resource: R, next: Objects[R]): Objects[R] {
    const current = this.#table(resource).get(objectKey(next));
    if (current === undefined || isDeepStrictEqual(current, next)) return current ?? next;
    const object = { ...next, metadata: { ...next.metadata, resourceVersion: String(++this.#version) } };
    if (current.metadata.generation !== undefined) {
      const specChanged = !isDeepStrictEqual(specOf(current), specOf(next));
      object.metadata.generation = current.metadata.generation + (specChanged ? 1 : 0);
    }
    this.#table(resource).set(objectKey(object), object);
    this.#announce("MODIFIED", resource, object, current);
    return object;
  }

  /** Changes a copy of an object and stores it. */
  edit<R extends Resource>(resource: R, object: Objects[R], change: (draft: Objects[R]) => void): Objects[R] {
    const draft = structuredClone(object);
    change(draft);
    return this.replace(resource, draft);
  }

  /** Forgets an object. */
  remove<R extends Resource>(resource: R, object: Objects[R]): void {
    if (!this.#table(resource).delete(objectKey(object))) return;
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    this.#announce("DELETED", resource, { ...object, metadata }, object);
  }

  /** The changes after a version, or nothing when they are no longer all known. */
  changesSince(version: number): Change[] | undefined {
    const oldest = this.#changes[0]?.version ?? this.#version + 1;
    if (version + 1 < oldest && version < this.#version) return undefined;
    return this.#changes.filter((change) => change.version > version);
  }

  /** Calls back on every later change until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Everything needed to come back with the same identities. */
  save(): StoredObjects {
    const names = Object.keys(this.#tables) as Resource[];
    return { version: this.#version, objects: Object.fromEntries(names.map((name) => [name, this.list(name)])) };
  }

  /** Replaces the contents by a saved state. */
  restore(saved: StoredObjects): void {
    this.#version = saved.version;
    this.#changes = [];
    this.#sorted = {};
    this.#versions = Object.fromEntries(Object.keys(this.#tables).map((resource) => [resource, saved.version]));
    for (const resource of Object.keys(this.#tables) as Resource[]) {
      const table: Map<string, AnyObject> = this.#tables[resource];
      table.clear();
      for (const object of saved.objects[resource] ?? []) table.set(objectKey(object), object);
    }
  }

  #table<R extends Resource>(resource: R): Map<string, Objects[R]> {
    return this.#tables[resource];
  }

  #announce(type: Change["type"], resource: Resource, object: AnyObject, previous?: AnyObject): void {
    const change = { type, resource, object, previous, version: this.#version };
    this.#sorted[resource] = undefined;
    this.#versions[resource] = this.#version;
    this.#changes.push(change);
    if (this.#changes.length > watchHistoryLength * 1.5) this.#changes = this.#changes.slice(-watchHistoryLength);
    for (const listener of this.#listeners) listener(change);
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}

function objectKey(object: AnyObject): string {
  return keyOf(object.metadata.namespace, object.metadata.name);
}

function specOf(object: AnyObject): unknown {
  return "spec" in object ? object.spec : undefined;
}
