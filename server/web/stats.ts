import type { Origin } from "@/lib/contracts/common";
import type { Autonomy, Overview } from "@/lib/contracts/stats";
import type { Container } from "../container";
import type { Ctx } from "../platform/ctx";
import { readAutonomy } from "../stats/autonomy";
import { chooseOrigin } from "../stats/origin";
import { readPulse } from "../stats/pulse";

/** The index of the origin asked for, or of the one a dashboard shows unasked. */
export async function readStatsAutonomy(container: Container, ctx: Ctx, origin: Origin | undefined): Promise<Autonomy> {
  return readAutonomy(ctx, origin ?? (await chooseOrigin(ctx, container.config.range !== null)));
}

/** The index and the pulse of the origin asked for, or of the one a dashboard shows unasked. */
export async function readOverview(container: Container, ctx: Ctx, origin: Origin | undefined): Promise<Overview> {
  const chosen = origin ?? (await chooseOrigin(ctx, container.config.range !== null));
  return { autonomy: await readAutonomy(ctx, chosen), pulse: await readPulse(ctx, { origin: chosen, mode: container.worlds[chosen].mode }) };
}
