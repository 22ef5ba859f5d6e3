"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ApprovalCard } from "@/components/approval/approval-card";
import { ConnectionPill } from "@/components/shell/connection-pill";
import { PracticeBadge } from "@/components/shell/practice-badge";
import { useShortcuts } from "@/components/shell/use-shortcuts";
import { Broken } from "@/components/states/broken";
import { Loading } from "@/components/states/loading";
import { Stale } from "@/components/states/stale";
import { decide, extend, undo } from "@/lib/client/decide";
import { failureCode } from "@/lib/client/problem";
import { oneApproval } from "@/lib/client/query/approval";
import { useApprovals } from "@/lib/client/store/approvals";
import { useConnection } from "@/lib/client/store/connection";
import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { inAskingOrder } from "@/lib/fold/approvals";

/** One question, made for a thumb at three in the morning: everything on one page, the answer within reach, and the way to the next. */
export function OneApprovalClient({ id, role }: { id: string; role: Role }) {
  const t = useTranslations("approval.one");
  const { state, contactAtMs, retryNow } = useConnection();
  const approval = useOne(id);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-xl flex-col">
      <header className="flex items-center justify-between gap-4 px-4 py-2">
        <Link href="/" className="row inline-flex items-center gap-2 text-small text-mist hover:text-foam">
          <ArrowLeft aria-hidden className="size-4" />
          {t("toSurface")}
        </Link>
        <ConnectionPill state={state} contactAtMs={contactAtMs} onRetry={retryNow} />
      </header>
      <main className="flex flex-1 flex-col gap-4 px-2 pb-4 sm:px-4">
        <h1 className="flex items-center gap-3 px-2 text-small text-silt">
          {t("title")}
          {approval.data?.action.origin === "range" && <PracticeBadge />}
        </h1>
        {approval.data !== undefined ? (
          <One approval={approval.data} role={role} />
        ) : approval.isError ? (
          <Broken body={t("broken")} onRetry={approval.retry} />
        ) : (
          <Loading rows={4} />
        )}
      </main>
      <Next after={id} />
    </div>
  );
}

/** The stream's word on the approval, and the server's where the stream has already let it go. */
function useOne(id: string): { data: Approval | undefined; isError: boolean; retry: () => void } {
  const streamed = useApprovals((store) => store.view.approvals[id]);
  const take = useApprovals((store) => store.take);
  const query = useQuery(oneApproval(id));
  useEffect(() => {
    if (query.data !== undefined) take(query.data);
  }, [query.data, take]);
  if (streamed === undefined && query.isError && ["not_found", "bad_request"].includes(failureCode(query.error))) notFound();
  return { data: streamed ?? query.data, isError: query.isError, retry: () => void query.refetch() };
}

function One({ approval, role }: { approval: Approval; role: Role }) {
  const region = useRef<HTMLDivElement>(null);
  const { intents, refusals } = useApprovals();
  const { state, contactAtMs } = useConnection();
  const live = state.status === "live";
  const toCard = () => region.current?.querySelector<HTMLElement>("[data-card]")?.focus();
  useShortcuts({ next: toCard, previous: toCard, approve: toCard, deny: toCard, undo: toCard, source: toCard, extend: toCard });
  return (
    <div ref={region} className="grid gap-4">
      {!live && contactAtMs !== null && <Stale asOfMs={contactAtMs} />}
      <ApprovalCard
        approval={approval}
        role={role}
        live={live}
        intent={intents[approval.id]}
        refusal={refusals[approval.id]}
        onDecide={(decision, reason) => void decide(approval, decision, reason)}
        onUndo={() => void undo(approval)}
        onExtend={() => void extend(approval)}
        alone
      />
    </div>
  );
}

function Next({ after }: { after: string }) {
  const t = useTranslations("approval.one");
  const approvals = useApprovals((store) => store.view.approvals);
  const others = inAskingOrder(Object.values(approvals)).filter((approval) => approval.status === "pending" && approval.id !== after);
  const [next] = others;
  if (next === undefined) return null;
  return (
    <nav aria-label={t("others")} className="border-t border-line px-4 py-2">
      <Link href={`/a/${next.id}`} prefetch={false} className="row flex items-center justify-between gap-4 text-small text-mist hover:text-foam">
        <span>
          <span aria-hidden className="text-claw">
            {"▲"}
          </span>{" "}
          {t("more", { count: others.length })}
        </span>
        <span className="text-ultra">{t("next")}</span>
      </Link>
    </nav>
  );
}
