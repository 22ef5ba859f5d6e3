import type { Logger } from "../platform/log";
import { messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";

/** Does a piece of work and renews its claim as long as it takes, so that only the claim of a dead or frozen worker lapses. A renewal that fails is logged; the fence at the end decides. */
export async function renewing<T>(log: Logger, renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const heartbeat = setInterval(() => void renew().catch((error: unknown) => log.warn({ err: messageOf(error) }, "claim_not_renewed")), tunables.heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
  }
}
