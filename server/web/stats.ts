import type { Origin } from "@/lib/contracts/common";
import type { Autonomy, AutonomyLedger, Brief, Overview } from "@/lib/contracts/stats";
import type { Container } from "../container";
import type { Ctx } from "../platform/ctx";
import { readAutonomy, readAutonomyLedger } from "../stats/autonomy";
import { readBrief } from "../stats/brief";
import { chooseOrigin } from "../stats/origin";
import { readPulse } from "../stats/pulse";

/** The index of the origin asked for, or of the one a dashboard shows unasked. */
export async function readStatsAutonomy(container: Container, ctx: Ctx, origin: Origin | undefined): Promise<Autonomy> {
  return readAutonomy(ctx, origin ?? (await chooseOrigin(ctx, container.config.range !== null)));
}

/** Every incident behind the index of the origin asked for, or of the one a dashboard shows unasked. */
export async function readStatsLedger(container: Container, ctx: Ctx, origin: Origin | undefined): Promise<AutonomyLedger> {
  return readAutonomyLedger(ctx, origin ?? (await chooseOrigin(ctx, container.config.range !== null)));
}

/** What happened since last evening in the origin asked for, or in the one a dashboard shows unasked. */
export async function readStatsBrief(container: Container, ctx: Ctx, origin: Origin | undefined): Promise<Brief> {
  return readBrief(ctx, { origin: origin ?? (await chooseOrigin(ctx, container.config.range !== null)), timeZone: container.config.timeZone });
}

/** The index and the pulse of the origin asked for, or of the one a dashboard shows unasked. */
export async function readOverview(container: Container, ctx: Ctx, origin: Origin | undefined): Promise<Overview> {
  const chosen = origin ?? (await chooseOrigin(ctx, container.config.range !== null));
  return { autonomy: await readAutonomy(ctx, chosen), pulse: await readPulse(ctx, { origin: chosen, mode: container.worlds[chosen].mode }) };
}
