"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { usePermission } from "@/components/account/use-permission";
import { BacktestPanel } from "@/components/policy/backtest-panel";
import { OriginChoice } from "@/components/policy/origin-choice";
import { PolicyHead } from "@/components/policy/policy-head";
import { PolicyVersions } from "@/components/policy/policy-versions";
import { Answer } from "@/components/states/answer";
import { Blocked } from "@/components/states/blocked";
import { Loading } from "@/components/states/loading";
import { Page } from "@/components/ui/page";
import { useLoaded } from "@/components/ui/use-loaded";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { backtestOf, policyDetails, policyKey } from "@/lib/client/query/policy";
import { useApprovals } from "@/lib/client/store/approvals";
import { sayDone } from "@/lib/client/store/notices";
import type { Origin, Role } from "@/lib/contracts/common";
import type { PolicyDetail } from "@/lib/contracts/policy";

export interface PolicyClientProps {
  id: string;
  /** The older version that the form begins with. */
  from: number | null;
  origin: Origin | null;
  role: Role;
}

/** One policy: what it is, its form with the past judged again beside it, and its versions. */
export function PolicyClient({ id, from, origin, role }: PolicyClientProps) {
  const query = useQuery(policyDetails(id));
  if (query.isError && ["not_found", "bad_request"].includes(failureCode(query.error))) notFound();
  return (
    <Page wide>
      <Answer query={query}>
        {(policy) => (
          <>
            <PolicyHead policy={policy} />
            {policy.editable && <Workbench policy={policy} from={from} origin={origin} role={role} />}
            {policy.editable && <PolicyVersions policy={policy} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

type Settings = Readonly<Record<string, unknown>>;

function Workbench({ policy, from, origin, role }: Omit<PolicyClientProps, "id"> & { policy: PolicyDetail }) {
  const t = useTranslations("policy");
  const tFailure = useTranslations("failure");
  const queries = useQueryClient();
  const [Editor, loadEditor] = useLoaded(() => import("@/components/policy/policy-editor").then((module) => module.PolicyEditor));
  useEffect(loadEditor, [loadEditor]);
  const [testBlocked, saveBlocked] = [usePermission(role, "operator"), usePermission(role, "commander")];
  const world = useApprovals((store) => store.view.pulse?.origin);
  const chosen = origin ?? world ?? "live";
  const [proposed, setProposed] = useState<Settings | null>(null);
  const test = useQuery({ ...backtestOf(policy, chosen, proposed), enabled: proposed !== null && testBlocked === null });
  const [saves, setSaves] = useState(0);
  const save = useMutation({
    mutationFn: ({ settings, reason }: { settings: Settings; reason: string }) => call(api.savePolicy, { params: { id: policy.id }, body: { version: policy.version, settings: { ...settings }, reason } }),
    onSuccess: (saved) => {
      sayDone(t("form.saved", { version: saved.version }));
      queries.setQueryData(policyDetails(policy.id).queryKey, saved);
      setSaves((count) => count + 1);
      void queries.invalidateQueries({ queryKey: policyKey });
    },
  });
  return (
    <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      {Editor === null ? (
        <Loading rows={4} />
      ) : (
        <Editor
          key={saves}
          policy={policy}
          from={from}
          testBlocked={testBlocked}
          saveBlocked={saveBlocked}
          saving={save.isPending}
          error={save.error}
          conflict={failureCode(save.error) === "conflict"}
          onSettings={setProposed}
          onSave={(settings, reason) => save.mutate({ settings, reason })}
          onLook={() => {
            save.reset();
            void queries.invalidateQueries({ queryKey: policyKey });
          }}
        />
      )}
      <BacktestPanel
        result={proposed === null ? null : (test.data ?? null)}
        running={test.isFetching}
        failure={test.isError ? tFailure(failureCode(test.error)) : null}
        note={<Blocked reason={testBlocked} />}
        origin={<OriginChoice value={chosen} hrefOf={(one) => `/policies/${policy.id}?${new URLSearchParams({ ...(from !== null && { from: String(from) }), origin: one }).toString()}`} />}
      />
    </div>
  );
}
