import { isDeepStrictEqual } from "node:util";
import { silenceKeptMs } from "../tunables";
import { matchesAll, type AlertMatcher } from "./matcher";

/** A silence: alerts that match it are not notified between its times. */
export interface Silence {
  id: string;
  matchers: AlertMatcher[];
  startsAt: number;
  endsAt: number;
  updatedAt: number;
  createdBy: string;
  comment: string;
}

/** What a client wants to be silent. */
export type SilenceDraft = Omit<Silence, "id" | "updatedAt"> & { id?: string };

/** Alertmanager's silences: they start, may be changed, expire, and are remembered for a while after. */
export class Silences {
  #silences: Silence[] = [];

  constructor(private readonly newId: () => string) {}

  /** All that are remembered, the next to end first. */
  get all(): readonly Silence[] {
    return [...this.#silences].sort((a, b) => a.endsAt - b.endsAt);
  }

  /** The silence of that id, or nothing. */
  get(id: string): Silence | undefined {
    return this.#silences.find((silence) => silence.id === id);
  }

  /** Ids of the silences that silence these labels now. */
  mutedBy(labels: Readonly<Record<string, string>>, nowMs: number): string[] {
    const active = this.#silences.filter((silence) => stateOf(silence, nowMs) === "active");
    return active.filter((silence) => matchesAll(silence.matchers, labels)).map((silence) => silence.id);
  }

  /** Stores a silence and returns its id; a change of what an active one matches ends it and makes another. */
  put(draft: SilenceDraft, nowMs: number): string {
    const known = draft.id === undefined ? undefined : this.get(draft.id);
    const keeps = known && stateOf(known, nowMs) !== "expired" && isDeepStrictEqual(known.matchers, draft.matchers);
    if (known && !keeps) this.expire(known.id, nowMs);
    const id = keeps ? known.id : this.newId();
    const silence = { ...draft, id, startsAt: keeps ? known.startsAt : Math.max(draft.startsAt, nowMs), updatedAt: nowMs };
    this.#silences = [...this.#silences.filter((other) => other.id !== id && nowMs - other.endsAt < silenceKeptMs), silence];
    return id;
  }

  /** Ends a silence now; false when it is unknown or over. */
  expire(id: string, nowMs: number): boolean {
    const known = this.get(id);
    if (!known || stateOf(known, nowMs) === "expired") return false;
    this.#silences = this.#silences.map((silence) => (silence.id === id ? { ...silence, endsAt: nowMs, startsAt: Math.min(silence.startsAt, nowMs), updatedAt: nowMs } : silence));
    return true;
  }

  /** Everything needed to go on later. */
  save(): Silence[] {
    return this.#silences;
  }

  /** Takes over a saved state. */
  restore(saved: Silence[]): void {
    this.#silences = saved;
  }
}

/** Where a silence is in its life. */
export function stateOf(silence: Silence, nowMs: number): "pending" | "active" | "expired" {
  if (nowMs >= silence.endsAt) return "expired";
  return nowMs < silence.startsAt ? "pending" : "active";
}
