import { describe, expect, test } from "vitest";
import { Random } from "../sim/random";
import { ObjectStore, type Change } from "./object-store";

function newStore(): ObjectStore {
  const random = new Random(1);
  return new ObjectStore({ uuid: () => random.uuid(), now: () => 1_800_000_000_000 });
}

const draft = (name: string) => ({ metadata: { name, namespace: "shop" }, spec: { type: "ClusterIP" } });

describe("ObjectStore", () => {
  test("gives every change the next resourceVersion and tells the watchers", () => {
    const store = newStore();
    const changes: Change[] = [];
    const stop = store.subscribe((change) => changes.push(change));
    const created = store.create("services", draft("a"));
    const edited = store.edit("services", created, (copy) => {
      copy.metadata.labels = { x: "y" };
    });
    store.remove("services", edited);
    stop();
    store.create("services", draft("b"));
    expect(changes.map((change) => change.type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    const versions = changes.map((change) => Number(change.object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
    expect(created.metadata.labels).toBeUndefined();
  });

  test("takes an equal state for no change", () => {
    const store = newStore();
    const created = store.create("services", draft("a"));
    const { version } = store;
    expect(store.replace("services", structuredClone(created))).toBe(created);
    expect(store.version).toBe(version);
  });

  test("admits that it no longer knows changes before it was restored", () => {
    const store = newStore();
    store.create("services", draft("a"));
    const copy = newStore();
    copy.restore(store.save());
    expect(copy.changesSince(store.version)).toEqual([]);
    expect(copy.changesSince(store.version - 1)).toBeUndefined();
    expect(copy.list("services")).toEqual(store.list("services"));
  });
});
