import { setImmediate } from "node:timers/promises";
import { tunables } from "../tunables";

/** Work in steps, each so short that a server can answer others between two of them; where it ends is its result. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Takes all steps at once, for whoever has nothing else to do. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Takes steps for some milliseconds at a time and lets everybody else go first in between. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (let since = performance.now(); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < tunables.readSliceMs) continue;
    await setImmediate();
    since = performance.now();
  }
}
