"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import { useTranslations } from "next-intl";
import { IncidentActions } from "@/components/incident/incident-actions";
import { IncidentAlerts } from "@/components/incident/incident-alerts";
import { IncidentApprovals } from "@/components/incident/incident-approvals";
import { IncidentCause } from "@/components/incident/incident-cause";
import { IncidentHead } from "@/components/incident/incident-head";
import { IncidentSettle } from "@/components/incident/incident-settle";
import { Timeline } from "@/components/incident/timeline";
import { Broken } from "@/components/states/broken";
import { Loading } from "@/components/states/loading";
import { Stale } from "@/components/states/stale";
import { failureCode } from "@/lib/client/problem";
import { incidentDetails, incidentTimeline } from "@/lib/client/query/incident";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";

/** One incident, whole. */
export function IncidentClient({ id, role }: { id: string; role: Role }) {
  const t = useTranslations("state");
  const query = useQuery(incidentDetails(id));
  const live = useConnection((store) => store.state.status === "live" || store.contactAtMs === null);
  if (query.isError && ["not_found", "bad_request"].includes(failureCode(query.error))) notFound();
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-8 px-4 py-6 md:px-8">
      {query.data === undefined ? (
        query.isError ? (
          <Broken body={t("brokenBody")} onRetry={() => void query.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <>
          <IncidentHead incident={query.data} />
          <IncidentSettle incident={query.data} role={role} live={live} byHand={query.data.actions.some((action) => action.status === "running" && action.steps !== null)} />
          {(!live || query.isError) && <Stale asOfMs={query.dataUpdatedAt} />}
          <IncidentApprovals incidentId={id} approvalIds={query.data.approvalIds} role={role} />
          <IncidentCause decision={query.data.decision} />
          <IncidentActions actions={query.data.actions} role={role} live={live} />
          <IncidentAlerts alerts={query.data.alerts} />
          <History id={id} />
        </>
      )}
    </div>
  );
}

function History({ id }: { id: string }) {
  const t = useTranslations("state");
  const query = useInfiniteQuery(incidentTimeline(id));
  if (query.isPending) return <Loading rows={3} />;
  if (query.isError && query.data === undefined) return <Broken body={t("brokenBody")} onRetry={() => void query.refetch()} />;
  return <Timeline events={query.data.pages.flatMap((page) => page.items)} hasMore={query.hasNextPage} loadingMore={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />;
}
