import type { ActionCall, DiffLine, TargetFingerprint } from "@/lib/contracts/action";

/** How to take a change back: the number that was there before (replicas or revision), and what the action leaves behind. */
export interface Restore {
  readonly value: number;
  /** `dependsOnHash` of the target once the action has run; anything else means that somebody changed it since. */
  readonly leftHash: string;
}

/** What an action would do now: the target it would hit and the difference a server-side dry run reports. */
export interface Preview {
  readonly target: TargetFingerprint;
  readonly diff: readonly DiffLine[];
  /** Absent when it cannot be taken back. */
  readonly restore?: Restore;
  /** Of a playbook: the codes of its steps, in order. Such an action waits for a human to tick them. */
  readonly steps?: readonly string[];
}

/** How the target does after an action. `settled` means the change is fully rolled out and every replica is ready. */
export interface TargetHealth {
  readonly settled: boolean;
  readonly ready: number;
  readonly desired: number;
}

/** The target is not what it was when the action was frozen; nothing was changed. */
export class Drifted extends Error {
  override readonly name = "Drifted";
}

/** The target refuses the action, in a dry run or for real; nothing was changed. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Whether a target is still what an action was frozen against, as far as the action depends on it: an autoscaler that counts pods does not void a restart. */
export function isSameTarget(frozen: TargetFingerprint, seen: TargetFingerprint): boolean {
  if (frozen.uid !== seen.uid) return false;
  return frozen.dependsOnHash === undefined ? frozen.generation === seen.generation : frozen.dependsOnHash === seen.dependsOnHash;
}

/**
 * Carries out actions of the closed registry. Nobody retries `execute`: after any error but `Drifted`, `Refused`
 * and `Unavailable` the outcome is unknown until `happened` says yes.
 */
export interface ExecutorPort {
  /**
   * Dry run; changes nothing.
   * @throws {Refused} when the target does not exist or the server refuses the change
   * @throws {Unavailable} when the cluster does not answer
   */
  preview(call: ActionCall): Promise<Preview>;
  /**
   * The side effect, once, and only if the target still is `target`: the check and the change are one atomic request. Leaves
   * `actionId` on the target, so that `happened` can find it.
   * @throws {Drifted} when the target changed since; nothing was done
   * @throws {Refused} when the server refused; nothing was done
   * @throws {Unavailable} when the cluster was away before anything was sent, or turned the change away as too much (429); nothing was done
   */
  execute(call: ActionCall, target: TargetFingerprint, actionId: string): Promise<void>;
  /** True when the target carries this action's mark: it did run. False proves nothing. */
  happened(call: ActionCall, actionId: string): Promise<boolean>;
  /** How the target does now. */
  health(call: ActionCall): Promise<TargetHealth>;
  /**
   * Takes an executed action back, but only what it left and nobody changed since. Idempotent: a second call finds it done, so whoever
   * is unsure calls again.
   * @throws {Drifted} when the target is no longer as the action left it; nothing was done
   * @throws {Refused} when it cannot be taken back; nothing was done
   * @throws {Unavailable} when the cluster did not answer; it may or may not be done
   */
  revert(call: ActionCall, restore: Restore, actionId: string): Promise<void>;
}
