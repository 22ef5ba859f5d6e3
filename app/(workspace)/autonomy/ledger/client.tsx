"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PracticeBadge } from "@/components/shell/practice-badge";
import { Broken } from "@/components/states/broken";
import { Empty } from "@/components/states/empty";
import { Loading } from "@/components/states/loading";
import { Stale } from "@/components/states/stale";
import { AutonomyLedgerTable } from "@/components/stats/autonomy-ledger-table";
import { Page } from "@/components/ui/page";
import { PageHead } from "@/components/ui/page-head";
import { autonomyLedger } from "@/lib/client/query/stats";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";

/** What the index is made of: every incident it counts, why some are not in its favour, and a person's word over it. */
export function AutonomyLedgerClient({ origin, role }: { origin: "live" | "range" | undefined; role: Role }) {
  const t = useTranslations("stats.ledgerPage");
  const tState = useTranslations("state");
  const query = useQuery(autonomyLedger(origin));
  const live = useConnection((store) => store.state.status === "live" || store.contactAtMs === null);
  return (
    <Page wide>
      <PageHead title={t("title")} body={t("body")}>
        {query.data?.origin === "range" && <PracticeBadge />}
      </PageHead>
      {query.data === undefined ? (
        query.isError ? (
          <Broken body={tState("brokenBody")} onRetry={() => void query.refetch()} />
        ) : (
          <Loading />
        )
      ) : query.data.items.length === 0 ? (
        <Empty title={t("empty")} body={t("emptyBody")} />
      ) : (
        <>
          {(!live || query.isError) && <Stale asOfMs={query.dataUpdatedAt} />}
          <AutonomyLedgerTable ledger={query.data} mayReclassify={role === "commander" && live} />
        </>
      )}
    </Page>
  );
}
