import { Random } from "../sim/random";
import { kubeTime } from "./objects";
import { ObjectStore, type StoredObjects } from "./object-store";

/** The saved form of a world. */
export interface SavedWorld {
  now: number;
  identityState: number;
  objects: StoredObjects;
}

/** The cluster and its clock: the only clock that anything inside the range reads. */
export class World {
  now: number;
  readonly store: ObjectStore;
  /** Names and uids come from their own stream, so that traffic never shifts them. */
  readonly identity: Random;

  constructor(seed: number, now: number) {
    this.now = now;
    this.identity = new Random(seed ^ 0x5eed);
    this.store = new ObjectStore({ uuid: () => this.identity.uuid(), now: () => this.now });
  }

  /** The clock's time as Kubernetes writes it. */
  get timestamp(): string {
    return kubeTime(this.now);
  }

  /** Everything needed to go on later. */
  save(): SavedWorld {
    return { now: this.now, identityState: this.identity.state, objects: this.store.save() };
  }

  /** Takes over a saved state. */
  restore(saved: SavedWorld): void {
    this.now = saved.now;
    this.identity.state = saved.identityState;
    this.store.restore(saved.objects);
  }
}
