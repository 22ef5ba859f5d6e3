import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Intake } from "../inbox/intake";
import { tunables } from "../platform/tunables";
import type { IngressLife } from "./server";

/**
 * Ends a door without losing what it began: for a moment it answers everybody and says that it is not ready, then it takes no new
 * connection; every delivery that is complete is committed and answered. A body that does not come to its end in time was never accepted.
 */
export async function drainIngress(server: Server, life: IngressLife, intake: Intake): Promise<void> {
  life.isDraining = true;
  await sleep(tunables.ingressLingerMs);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), tunables.ingressDrainMs);
  await closed;
  clearTimeout(cut);
  await intake.settled();
}
