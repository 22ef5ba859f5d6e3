"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { startApprovalsFeed } from "@/lib/client/approvals-feed";
import { incidentKey } from "@/lib/client/query/incident";
import { usePreferences } from "@/lib/client/store/preferences";
import type { ApprovalsStreamEvent } from "@/lib/contracts/approval";

const refetchAtMostEveryMs = 1_500;

/** What of an event hints that incidents changed; equal hints need no refetch. */
function incidentHint(event: ApprovalsStreamEvent, last: string): string {
  switch (event.type) {
    case "approvals.snapshot":
    case "stats.pulse":
      return JSON.stringify([event.pulse.openIncidents, event.pulse.pendingApprovals, event.pulse.services.map((service) => service.state)]);
    case "stats.autonomy":
      return last;
    default:
      return `${event.type}:${Date.now()}`;
  }
}

/** Holds the one stream open while the workspace is on screen, and refetches incidents when it says something changed. */
export function LiveFeed() {
  const queries = useQueryClient();
  useEffect(() => {
    usePreferences.getState().recall();
    let hint = "";
    let planned: ReturnType<typeof setTimeout> | undefined;
    const stop = startApprovalsFeed((event) => {
      const next = incidentHint(event, hint);
      if (next === hint) return;
      hint = next;
      planned ??= setTimeout(() => {
        planned = undefined;
        void queries.invalidateQueries({ queryKey: incidentKey });
      }, refetchAtMostEveryMs);
    });
    return () => {
      clearTimeout(planned);
      stop();
    };
  }, [queries]);
  return null;
}
