"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { IncidentFilter } from "@/components/incident/incident-filter";
import { IncidentList } from "@/components/incident/incident-list";
import { Broken } from "@/components/states/broken";
import { Empty } from "@/components/states/empty";
import { Loading } from "@/components/states/loading";
import { Stale } from "@/components/states/stale";
import type { IncidentFilter as Filter } from "@/lib/client/query/incident";
import { incidentPages } from "@/lib/client/query/incident";
import { useConnection } from "@/lib/client/store/connection";

/** The list of incidents; the stream says when to look again. */
export function IncidentsClient({ filter }: { filter: Filter }) {
  const t = useTranslations("incident");
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-4 px-4 py-6 md:px-8">
      <h1 className="text-title">{t("title")}</h1>
      <IncidentFilter value={filter} />
      <Pages filter={filter} />
    </div>
  );
}

function Pages({ filter }: { filter: Filter }) {
  const t = useTranslations("incident");
  const tState = useTranslations("state");
  const query = useInfiniteQuery(incidentPages(filter));
  const live = useConnection((store) => store.state.status === "live" || store.contactAtMs === null);
  if (query.isPending) return <Loading />;
  if (query.isError && query.data === undefined) return <Broken body={tState("brokenBody")} onRetry={() => void query.refetch()} />;
  const incidents = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      {(!live || query.isError) && <Stale asOfMs={query.dataUpdatedAt} />}
      {incidents.length === 0 ? (
        <Empty title={t(`empty.${filter}`)} body={t("emptyBody")} />
      ) : (
        <IncidentList incidents={incidents} hasMore={query.hasNextPage} loadingMore={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      )}
    </>
  );
}
