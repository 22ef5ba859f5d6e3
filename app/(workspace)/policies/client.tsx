"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PolicyList } from "@/components/policy/policy-list";
import { PolicyTabs } from "@/components/policy/policy-tabs";
import { Answer } from "@/components/states/answer";
import { Page } from "@/components/ui/page";
import { PageHead } from "@/components/ui/page-head";
import { policies } from "@/lib/client/query/policy";

/** The rules that judge every action. */
export function PoliciesClient() {
  const t = useTranslations("policy");
  const query = useQuery(policies);
  return (
    <Page wide>
      <PageHead title={t("title")} body={t("intro")} />
      <PolicyTabs />
      <Answer query={query} rows={12}>
        {({ items }) => <PolicyList policies={items} />}
      </Answer>
    </Page>
  );
}
