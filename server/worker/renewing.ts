import type { Logger } from "../platform/log";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";

/** Renews a claim from now on until it is told to stop, so that only the claim of a dead or frozen worker lapses. A renewal that fails is logged; the fence at the end decides. */
export function keepAlive(log: Logger, renew: () => Promise<void>): () => void {
  const heartbeat = setInterval(() => void renew().catch((error: unknown) => log.warn({ err: messageOf(error) }, "claim_not_renewed")), tunables.heartbeatMs);
  return () => clearInterval(heartbeat);
}

/** Does a piece of work and keeps its claim alive as long as it takes. */
export async function renewing<T>(log: Logger, renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const release = keepAlive(log, renew);
  try {
    return await work();
  } finally {
    release();
  }
}
