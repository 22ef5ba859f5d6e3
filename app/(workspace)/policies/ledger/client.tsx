"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { usePermission } from "@/components/account/use-permission";
import { LedgerTable, ledgerKeyOf } from "@/components/policy/ledger-table";
import { OriginChoice } from "@/components/policy/origin-choice";
import { PolicyTabs } from "@/components/policy/policy-tabs";
import { Answer } from "@/components/states/answer";
import { Blocked } from "@/components/states/blocked";
import { Empty } from "@/components/states/empty";
import { Page } from "@/components/ui/page";
import { PageHead } from "@/components/ui/page-head";
import { useLoaded } from "@/components/ui/use-loaded";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { ledgerOf } from "@/lib/client/query/policy";
import { useApprovals } from "@/lib/client/store/approvals";
import { sayDone } from "@/lib/client/store/notices";
import type { Origin, Role } from "@/lib/contracts/common";
import type { LedgerEntry, Standing } from "@/lib/contracts/policy";

interface LedgerClientProps {
  origin: Origin | null;
  /** The entry that is being set, as `tool.kind`. */
  set: string | null;
  role: Role;
}

/** What each kind of action has earned, and the commander's word on it. */
export function LedgerClient({ origin, set, role }: LedgerClientProps) {
  const t = useTranslations("policy.ledger");
  const title = useTranslations("policy")("title");
  const world = useApprovals((store) => store.view.pulse?.origin);
  const chosen = origin ?? world ?? "live";
  const query = useQuery(ledgerOf(chosen));
  const blocked = usePermission(role, "commander");
  const router = useRouter();
  const go = (entry: string | null) => router.replace(`/policies/ledger?${new URLSearchParams({ origin: chosen, ...(entry !== null && { set: entry }) }).toString()}`, { scroll: false });
  return (
    <Page wide>
      <PageHead title={title} body={t("intro")} />
      <PolicyTabs />
      <OriginChoice value={chosen} hrefOf={(one) => `/policies/ledger?origin=${one}`} />
      <Blocked reason={blocked} />
      <Answer query={query}>
        {({ items }) => {
          const entry = items.find((item) => ledgerKeyOf(item) === set);
          return items.length === 0 ? (
            <Empty title={t("empty")} body={t("emptyBody")} />
          ) : (
            <>
              <LedgerTable entries={items} blocked={blocked !== null} onSet={(item) => go(ledgerKeyOf(item))} />
              {entry !== undefined && blocked === null && <Pin key={set} entry={entry} onClose={() => go(null)} />}
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function Pin({ entry, onClose }: { entry: LedgerEntry; onClose: () => void }) {
  const t = useTranslations("policy.ledger");
  const queries = useQueryClient();
  const [Dialog, load] = useLoaded(() => import("@/components/policy/pin-dialog").then((module) => module.PinDialog));
  useEffect(load, [load]);
  const { origin, tool, entityKind } = entry;
  const pin = useMutation({
    mutationFn: (said: { standing: Standing; demote: boolean; reason: string }) => call(api.pinLedger, { body: { origin, tool, entityKind, ...said } }),
    onSuccess: () => {
      sayDone(t("saved"));
      void queries.invalidateQueries({ queryKey: ledgerOf(origin).queryKey });
      onClose();
    },
  });
  return Dialog && <Dialog entry={entry} busy={pin.isPending} error={pin.error} onSave={pin.mutate} onClose={onClose} />;
}
