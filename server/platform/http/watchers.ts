import type { Role } from "@/lib/contracts/common";
import { readStanding, type Credential } from "../auth/session";
import { messageOf, Rejected } from "../errors";
import { tunables } from "../tunables";
import type { Principal } from "./principal";
import { webRuntime } from "./runtime";

interface Watcher {
  readonly principal: Principal;
  readonly close: () => void;
}

interface Watchers {
  readonly all: Set<Watcher>;
  timer: NodeJS.Timeout | null;
  checking: boolean;
}

/** Who watches a stream of this process; on `globalThis` since Next has several module graphs. */
const slot = Symbol.for("awoooi.watchers");
const registry = globalThis as { [slot]?: Watchers };

function watchers(): Watchers {
  return (registry[slot] ??= { all: new Set(), timer: null, checking: false });
}

function mayStay(watcher: Watcher, standing: ReadonlyMap<Credential, Role>): boolean {
  return standing.get(watcher.principal.credential) === watcher.principal.role;
}

/** Holds all open streams against the database in one look. While it cannot be asked everybody stays: nothing new can be read either. */
async function checkStanding(): Promise<void> {
  const { all } = watchers();
  const runtime = webRuntime();
  try {
    const standing = await readStanding(runtime.db, [...new Set([...all].map((each) => each.principal.credential))]);
    for (const watcher of all) if (!mayStay(watcher, standing)) watcher.close();
  } catch (error) {
    runtime.log.warn({ err: messageOf(error) }, "standing_not_checked");
  }
}

function look(): void {
  const state = watchers();
  if (state.checking) return;
  state.checking = true;
  void checkStanding().finally(() => (state.checking = false));
}

/**
 * Lets a principal watch one more stream until it leaves or until what it came with no longer stands or has another role, when
 * `close` is called. Returns what takes it out.
 * @throws {Rejected} 429 when this principal watches too many already
 */
export function admitWatcher(principal: Principal, close: () => void): () => void {
  const state = watchers();
  const { kind, id } = principal.actor;
  const own = [...state.all].filter(({ principal: { actor } }) => actor.kind === kind && actor.id === id).length;
  if (own >= tunables.maxStreamsPerPrincipal) throw new Rejected("too_many_requests", `At most ${tunables.maxStreamsPerPrincipal} streams may be open at once.`, { retryAfterSeconds: 30 });
  const watcher = { principal, close };
  state.all.add(watcher);
  state.timer ??= setInterval(look, tunables.standingCheckMs).unref();
  return () => {
    state.all.delete(watcher);
    if (state.all.size > 0 || state.timer === null) return;
    clearInterval(state.timer);
    state.timer = null;
  };
}
