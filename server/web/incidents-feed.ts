import type { IncidentsStreamEvent } from "@/lib/contracts/incident";
import { Coalescer } from "../incident/coalesce";
import { isOpening, readCurrentIncidents, readIncidents } from "../incident/stream";
import type { Ctx } from "../platform/ctx";
import { tunables } from "../platform/tunables";
import type { StreamFeed } from "./stream-hub";

/** The incidents stream: each incident as it changes, fast changes as one, and a flood as a new snapshot. */
export function incidentsFeed(ctx: Ctx): StreamFeed<IncidentsStreamEvent> {
  const coalescer = new Coalescer({ gapMs: tunables.incidentFrameGapMs, perSecond: tunables.streamFramesPerSecond });
  const opened = new Set<string>();
  return {
    name: "incidents",
    snapshot: () => readCurrentIncidents(ctx),
    follow: async (events, caughtUp) => {
      for (const event of events) {
        if (event.incidentId === null) continue;
        coalescer.note(event.incidentId);
        if (isOpening(event)) opened.add(event.incidentId);
      }
      if (!caughtUp) return { tell: [], againInMs: null };
      const nowMs = performance.now();
      const telling = coalescer.take(nowMs);
      const againInMs = coalescer.againInMs(nowMs);
      if (telling.kind === "flood") {
        opened.clear();
        return { tell: [await readCurrentIncidents(ctx)], againInMs };
      }
      const tell = (await readIncidents(ctx, telling.ids)).map((incident): IncidentsStreamEvent => {
        const isNew = opened.delete(incident.id);
        return { type: incident.settledAt !== null ? "incident.settled" : isNew ? "incident.opened" : "incident.updated", incident };
      });
      return { tell, againInMs };
    },
  };
}
