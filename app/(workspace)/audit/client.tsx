"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { usePermission } from "@/components/account/use-permission";
import { AuditFilter } from "@/components/audit/audit-filter";
import { AuditList } from "@/components/audit/audit-list";
import { ChainCheck } from "@/components/audit/chain-check";
import type { ExportFormat } from "@/components/audit/export-menu";
import { ExportMenu } from "@/components/audit/export-menu";
import { Answer } from "@/components/states/answer";
import { Empty } from "@/components/states/empty";
import { Button } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { PageHead } from "@/components/ui/page-head";
import { failureCode } from "@/lib/client/problem";
import { auditPages } from "@/lib/client/query/audit";
import type { AuditAddress } from "@/lib/client/query/audit-filter";
import { auditFilterOf, auditHref } from "@/lib/client/query/audit-filter";
import { sayDone, sayFailure } from "@/lib/client/store/notices";
import { useChainCheck } from "@/lib/client/use-chain-check";
import type { Role } from "@/lib/contracts/common";

/** The sealed log: filter it, check its chain, take it away. */
export function AuditClient({ address, role }: { address: AuditAddress; role: Role }) {
  const t = useTranslations("audit");
  const router = useRouter();
  const blocked = usePermission(role, "operator");
  const [check, verify] = useChainCheck();
  const filtered = Object.values(address).some((part) => part !== "");
  return (
    <Page wide>
      <PageHead title={t("title")} body={t("intro")}>
        <Export address={address} />
      </PageHead>
      <ChainCheck state={check} blocked={blocked} onVerify={verify} />
      <AuditFilter key={auditHref(address)} value={address} onChange={(next) => router.push(auditHref(next), { scroll: false })} />
      <Log address={address} filtered={filtered} />
    </Page>
  );
}

/** A page may be shorter than asked for, or empty, and still not be the last: so many are fetched by themselves. */
const fetchedUnasked = 20;
const enough = 10;

function Log({ address, filtered }: { address: AuditAddress; filtered: boolean }) {
  const t = useTranslations("audit");
  const query = useInfiniteQuery(auditPages(auditFilterOf(address)));
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  const count = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  const looksOn = hasNextPage && count < enough && !isError && (data?.pages.length ?? 0) < fetchedUnasked;
  useEffect(() => {
    if (looksOn && !isFetchingNextPage) void fetchNextPage();
  }, [looksOn, isFetchingNextPage, fetchNextPage]);
  return (
    <Answer query={query} rows={10}>
      {({ pages }) => (
        <>
          {count > 0 ? <AuditList events={pages.flatMap((page) => page.items)} /> : !hasNextPage && <Empty title={filtered ? t("emptyFiltered") : t("empty")} />}
          {hasNextPage && (
            <Button className="justify-self-start" aria-busy={isFetchingNextPage} disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {isFetchingNextPage ? t("searching") : t("more")}
            </Button>
          )}
        </>
      )}
    </Answer>
  );
}

function Export({ address }: { address: AuditAddress }) {
  const t = useTranslations("audit");
  const tFailure = useTranslations("failure");
  const [count, setCount] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(format: ExportFormat) {
    const stop = new AbortController();
    running.current = stop;
    setCount(0);
    try {
      const { exportAudit } = await import("@/lib/client/export-audit");
      sayDone(t("exported", { count: await exportAudit({ format, filter: auditFilterOf(address), signal: stop.signal, onCount: setCount }) }));
    } catch (error) {
      if (!stop.signal.aborted) sayFailure(tFailure(failureCode(error)));
    } finally {
      setCount(null);
    }
  }

  return <ExportMenu count={count} onExport={(format) => void run(format)} onStop={() => running.current?.abort()} />;
}
