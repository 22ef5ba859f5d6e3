"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import type { Action } from "@/lib/contracts/action";
import type { Backtest } from "@/lib/contracts/policy";
import { Broken } from "../states/broken";
import { Loading } from "../states/loading";
import { ClockTime } from "../ui/clock-time";
import { DataTable } from "../ui/data-table";
import { CodeWord } from "../ui/said";
import { TextLink } from "../ui/text-link";
import type { Proposal } from "./next-time";
import { proposalsFor } from "./next-time";

type Tested = Proposal & { readonly result: Backtest };

const listed = 5;

function usePreview(action: Action) {
  return useQuery({
    queryKey: ["policy", "next-time", action.id],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Tested[]> => {
      const { items } = await call(api.listPolicies, { signal });
      const proposals = proposalsFor(action, action.policy.whyNotAuto, items);
      return Promise.all(proposals.map(async (proposal) => ({ ...proposal, result: await call(api.backtestPolicy, { params: { id: proposal.policyId }, body: { settings: { ...proposal.settings }, origin: action.origin }, signal }) })));
    },
  });
}

/** What the past 30 days would have looked like had this kind of action run by itself; changes nothing. */
export function NextTimePreview({ action }: { action: Action }) {
  const t = useTranslations("policy.nextTime");
  const tState = useTranslations("state");
  const query = usePreview(action);
  if (query.isError) return <Broken body={tState("brokenBody")} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Loading rows={3} />;
  return (
    <div className="grid gap-6">
      <p className="text-small text-mist">{t("body")}</p>
      {query.data.map((tested) => (
        <ProposalSection key={tested.rule} tested={tested} />
      ))}
    </div>
  );
}

function ProposalSection({ tested: { policyId, rule, result } }: { tested: Tested }) {
  const t = useTranslations("policy.nextTime");
  const tStatus = useTranslations("action.status");
  const newlyAllowed = result.changed.filter((change) => change.to === "allow");
  const endings = [...new Set(newlyAllowed.map((change) => change.status))].map((status) => ({ status, count: newlyAllowed.filter((change) => change.status === status).length }));
  return (
    <section className="grid gap-2 border-t border-line pt-4">
      <h3 className="text-body font-medium">
        <CodeWord group="policy.rule" code={rule} />
      </h3>
      <p className="text-small">{t("counts", { days: result.windowDays, considered: result.considered, before: result.current.allow, after: result.proposed.allow })}</p>
      {newlyAllowed.length === 0 ? (
        <p className="text-small text-mist">{t("nothingChanges")}</p>
      ) : (
        <>
          <p className="flex flex-wrap gap-x-3 text-small text-mist">
            {t("ended")}
            {endings.map(({ status, count }) => (
              <span key={status} className={status === "succeeded" ? "text-kelp" : "text-foam"}>
                {t("ending", { status: tStatus(status), count })}
              </span>
            ))}
          </p>
          <DataTable
            label={t("changed")}
            rows={newlyAllowed.slice(0, listed)}
            rowKey={(change) => change.actionId}
            columns={[
              { key: "at", heading: t("at"), cell: (change) => <ClockTime at={change.createdAt} /> },
              { key: "target", heading: t("target"), cell: (change) => <TextLink href={`/incidents/${change.incidentId}`}>{change.target}</TextLink> },
              { key: "ended", heading: t("status"), cell: (change) => tStatus(change.status) },
            ]}
          />
        </>
      )}
      <TextLink href={`/policies/${policyId}`}>{t("open")}</TextLink>
    </section>
  );
}
