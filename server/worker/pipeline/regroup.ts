import type { Origin } from "@/lib/contracts/common";
import { readActionStates } from "../../action/read-states";
import { endSilentAlerts } from "../../alert/silence";
import { settleQuietIncidents, withdrawMerged } from "../../approval/withdraw";
import type { Container } from "../../container";
import { mergeIncidents, splitIncidents } from "../../incident/correlate/correlate-changes";
import { Relations } from "../../incident/correlate/relations";
import { readHeldIncidentIds } from "../../incident/settle-quiet";
import { countOutSilent } from "../../incident/silence";
import type { Ctx } from "../../platform/ctx";
import { tunables } from "../../platform/tunables";
import { readTopology } from "../../topology/read";
import { takeTurn } from "./digest";

const silentAtOnce = 1_000;
const heldAtOnce = 200;

/** Merges incidents that have become one without a new alert (an action ended, the map grew), and splits those that no longer are. */
export async function regroupIncidents(container: Container, ctx: Ctx): Promise<void> {
  for (const { origin } of Object.values(container.worlds)) {
    await ctx.db.transaction(async (tx) => {
      await takeTurn(tx, origin);
      const relations = new Relations(await readTopology(tx, origin), tunables.neighbourHops);
      const { withdrawIds } = await mergeIncidents(ctx, tx, { origin, relations, actionStates: readActionStates });
      await withdrawMerged(ctx, tx, withdrawIds);
      await splitIncidents(ctx, tx, { origin, relations, actionStates: readActionStates });
    });
  }
  await ctx.bus.announceEvents();
}

/** Settles incidents that were held open because they only looked calm, once they are. Returns whether there may be more. */
export async function settleHeldIncidents(ctx: Ctx): Promise<void> {
  const ids = await readHeldIncidentIds(ctx.db, heldAtOnce);
  if (ids.length === 0) return;
  await ctx.db.transaction((tx) => settleQuietIncidents(ctx, tx, ids));
  await ctx.bus.announceEvents();
}

/** Ends alerts that living senders stopped repeating, so that none holds an incident open for ever. Returns whether there may be more. */
export async function endSilence(container: Container, ctx: Ctx): Promise<boolean> {
  let ended = 0;
  for (const origin of Object.keys(container.worlds) as Origin[]) {
    ended = Math.max(
      ended,
      await ctx.db.transaction(async (tx) => {
        await takeTurn(tx, origin);
        const silent = await endSilentAlerts(ctx, tx, origin, silentAtOnce);
        await settleQuietIncidents(ctx, tx, await countOutSilent(ctx, tx, origin, silent), { code: "incident_resolved_silent", params: {} });
        return silent.length;
      }),
    );
  }
  if (ended > 0) await ctx.bus.announceEvents();
  return ended >= silentAtOnce;
}
