import { Random } from "../sim/random";
import { kubeTime, type Pod } from "./objects";
import { ObjectStore, type StoredObjects } from "./object-store";

/** The saved form of a world. */
export interface SavedWorld {
  now: number;
  identityState: number;
  /** Since when the kubelet of a node has been silent. */
  silences: Record<string, number>;
  objects: StoredObjects;
}

/** The cluster and its clock: the only clock that anything inside the range reads. */
export class World {
  now: number;
  readonly store: ObjectStore;
  /** Names and uids come from their own stream, so that traffic never shifts them. */
  readonly identity: Random;

  #silences: Record<string, number> = {};
  #owned: { version: number; pods: Map<string, Pod[]> } = { version: -1, pods: new Map() };

  constructor(seed: number, now: number) {
    this.now = now;
    this.identity = new Random(seed ^ 0x5eed);
    this.store = new ObjectStore({ uuid: () => this.identity.uuid(), now: () => this.now });
  }

  /** The clock's time as Kubernetes writes it. */
  get timestamp(): string {
    return kubeTime(this.now);
  }

  /** The pods with this controller, in name order. */
  ownedPods(uid: string): Pod[] {
    if (this.#owned.version !== this.store.versionOf("pods")) {
      const pods = new Map<string, Pod[]>();
      for (const pod of this.store.list("pods")) {
        const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller)?.uid ?? "";
        const siblings = pods.get(owner);
        if (siblings) siblings.push(pod);
        else pods.set(owner, [pod]);
      }
      this.#owned = { version: this.store.versionOf("pods"), pods };
    }
    return this.#owned.pods.get(uid) ?? [];
  }

  /** Since when a node's kubelet has been silent; from now on when it was not known to be. */
  silentSince(node: string): number {
    return (this.#silences[node] ??= this.now);
  }

  /** A node's kubelet has spoken. */
  forgetSilence(node: string): void {
    Reflect.deleteProperty(this.#silences, node);
  }

  /** Everything needed to go on later. */
  save(): SavedWorld {
    return { now: this.now, identityState: this.identity.state, silences: { ...this.#silences }, objects: this.store.save() };
  }

  /** Takes over a saved state. */
  restore(saved: SavedWorld): void {
    this.now = saved.now;
    this.identity.state = saved.identityState;
    this.#silences = { ...saved.silences };
    this.store.restore(saved.objects);
    this.#owned = { version: -1, pods: new Map() };
  }
}
