"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { notFound, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IncidentStory } from "@/components/incident/incident-story";
import { Broken } from "@/components/states/broken";
import { Loading } from "@/components/states/loading";
import { Stale } from "@/components/states/stale";
import { followIncidents } from "@/lib/client/incidents-stream";
import { failureCode } from "@/lib/client/problem";
import { incidentDetails, incidentTimeline } from "@/lib/client/query/incident";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";

/** Changes that come within this time are read as one. */
const readEveryMs = 500;
/** The address follows the hand once it rests. */
const addressRestMs = 200;
/** Pages of the log that come by themselves; who wants more of a log that long asks for it. */
const pagesUnasked = 5;

/** One incident, whole, as it is or as it was. */
export function IncidentClient({ id, role }: { id: string; role: Role }) {
  const t = useTranslations("state");
  const details = useQuery(incidentDetails(id));
  const log = useInfiniteQuery(incidentTimeline(id));
  const live = useConnection((store) => store.state.status === "live" || store.contactAtMs === null);
  const [at, setAt] = useMoment();
  useFollowed(id);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log;
  const pages = log.data?.pages.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && pages < pagesUnasked) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, pages]);
  if (details.isError && ["not_found", "bad_request"].includes(failureCode(details.error))) notFound();
  if (details.data === undefined) {
    return <div className="mx-auto w-full max-w-6xl px-4 md:px-8">{details.isError ? <Broken body={t("brokenBody")} onRetry={() => void details.refetch()} /> : <Loading />}</div>;
  }
  return (
    <div className="mx-auto grid w-full max-w-6xl content-start gap-6 px-4 py-6 md:px-8">
      {(!live || details.isError) && <Stale asOfMs={details.dataUpdatedAt} />}
      <IncidentStory
        incident={details.data}
        log={{ events: log.data?.pages.flatMap((page) => page.items) ?? null, broken: log.isError, hasMore: hasNextPage, loadingMore: isFetchingNextPage, onMore: () => void fetchNextPage(), onRetry: () => void log.refetch() }}
        role={role}
        live={live}
        at={at}
        onAt={setAt}
      />
    </div>
  );
}

/** Reads the incident and its log anew when the stream says that it changed. */
function useFollowed(id: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    let planned: ReturnType<typeof setTimeout> | undefined;
    const unfollow = followIncidents((event) => {
      if (event.type === "incidents.snapshot" ? !event.incidents.some((incident) => incident.id === id) : event.incident.id !== id) return;
      planned ??= setTimeout(() => {
        planned = undefined;
        void queries.invalidateQueries({ queryKey: incidentDetails(id).queryKey });
        void queries.invalidateQueries({ queryKey: incidentTimeline(id).queryKey });
      }, readEveryMs);
    });
    return () => {
      clearTimeout(planned);
      unfollow();
    };
  }, [queries, id]);
}

/** The event that is looked at, kept in the address so that a moment can be shown to somebody else; null is the present. */
function useMoment(): [string | null, (at: string | null) => void] {
  const said = useSearchParams().get("at");
  const [at, setAt] = useState(said);
  useEffect(() => {
    const rest = setTimeout(() => {
      const address = new URL(window.location.href);
      if ((address.searchParams.get("at") ?? null) === at) return;
      if (at === null) address.searchParams.delete("at");
      else address.searchParams.set("at", at);
      window.history.replaceState(window.history.state, "", `${address.pathname}${address.search}${address.hash}`);
    }, addressRestMs);
    return () => clearTimeout(rest);
  }, [at]);
  return [at, setAt];
}
