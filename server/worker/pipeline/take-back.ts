import { callOf } from "../../action/change";
import type { ActionClaim } from "../../action/claim";
import type { World } from "../../container";
import { Drifted, Refused } from "../../executors/port";
import type { Ctx } from "../../platform/ctx";
import { messageOf } from "../../platform/errors";
import { tunables } from "../../platform/tunables";

/** `left`: it cannot be taken back, or is no longer as we left it; `later`: nobody said a clear word, and there is still time to ask again. */
export type TakenBack = "taken_back" | "nothing_to_take_back" | "left" | "later";

/** Takes back what did not help, where the tool can and nobody changed the target since. Safe to repeat: the executor finds its own work done. */
export async function takeBack(ctx: Ctx, world: World, claim: ActionClaim, now: Date): Promise<TakenBack> {
  const { action } = claim;
  const executor = world.executors[action.tool];
  if (action.restore === null || executor === null) return "nothing_to_take_back";
  try {
    await executor.revert(callOf(action), action.restore, action.id);
    return "taken_back";
  } catch (error) {
    ctx.log.warn({ err: messageOf(error), actionId: action.id }, "action_not_taken_back");
    if (error instanceof Drifted || error instanceof Refused) return "left";
    const until = (action.verifyUntil?.getTime() ?? 0) + tunables.revertWindowMs;
    return now.getTime() < until ? "later" : "left";
  }
}
