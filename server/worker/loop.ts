import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../platform/log";
import { messageOf } from "../platform/errors";

/** A duty that a worker repeats; `run` says whether there may be more to do at once. */
export interface Loop {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<boolean>;
}

/** Repeats a duty until the signal; a failure is logged and tried again after the pause, never fatal. Resolves once the last run has ended. */
export async function repeat(loop: Loop, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let more = false;
    try {
      more = await loop.run();
    } catch (error) {
      log.error({ err: error, loop: loop.name, message: messageOf(error) }, "loop_failed");
    }
    if (!more) await sleep(loop.everyMs, undefined, { signal }).catch(() => undefined);
  }
}
