import type { ApprovalsStreamEvent } from "@/lib/contracts/approval";
import { approvalEventsOf, readCurrentApprovals } from "../approval/stream";
import type { Container } from "../container";
import type { Ctx } from "../platform/ctx";
import { readAutonomy } from "../stats/autonomy";
import { chooseOrigin } from "../stats/origin";
import { readPulse } from "../stats/pulse";
import type { StreamFeed } from "./stream-hub";

/** Without any event the figures are sent this often, so that a viewer can tell calm from stale. */
const figuresEveryMs = 10_000;

/** The approvals stream: approvals as they change, and after every change the figures. */
export function approvalsFeed(container: Container, ctx: Ctx): StreamFeed<ApprovalsStreamEvent> {
  let figuresSentAt = 0;
  const figures = async () => {
    const origin = await chooseOrigin(ctx, container.config.range !== null);
    return { autonomy: await readAutonomy(ctx, origin), pulse: await readPulse(ctx, { origin, mode: container.worlds[origin].mode }) };
  };
  return {
    name: "approvals",
    snapshot: async () => ({ type: "approvals.snapshot", approvals: await readCurrentApprovals(ctx), ...(await figures()) }),
    follow: async (events, caughtUp) => {
      const tell = [...(await approvalEventsOf(ctx, events))];
      if (events.length > 0) figuresSentAt = 0;
      if (caughtUp && Date.now() - figuresSentAt >= figuresEveryMs) {
        figuresSentAt = Date.now();
        const { autonomy, pulse } = await figures();
        tell.push({ type: "stats.autonomy", autonomy }, { type: "stats.pulse", pulse });
      }
      return { tell, againInMs: null };
    },
  };
}
