"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePermission } from "@/components/account/use-permission";
import { SourceCheck, SourceSetup } from "@/components/source/source-setup";
import { SourceState } from "@/components/source/source-state";
import { Answer } from "@/components/states/answer";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { sources } from "@/lib/client/query/settings";
import type { Role } from "@/lib/contracts/common";
import type { SourceName } from "@/lib/contracts/signal";
import type { Source } from "@/lib/contracts/source";

/** One source: whether it speaks, a test of its door, and what to paste into the tool. */
export function SourceClient({ name, role }: { name: SourceName; role: Role }) {
  const t = useTranslations("source");
  const query = useQuery(sources);
  return (
    <>
      <div>
        <TextLink href="/settings/sources">
          <ChevronLeft aria-hidden className="mr-1 size-4" />
          {t("back")}
        </TextLink>
        <h2 className="text-lead">{t(`name.${name}`)}</h2>
        <p className="text-body text-mist">{t(`gives.${name}`)}</p>
      </div>
      <Answer query={query}>{({ items }) => items.filter((source) => source.name === name).map((source) => <Parts key={name} source={source} role={role} />)}</Answer>
    </>
  );
}

function Parts({ source, role }: { source: Source; role: Role }) {
  const t = useTranslations("source");
  const [testBlocked, showBlocked] = [usePermission(role, "operator"), usePermission(role, "commander")];
  const test = useMutation({ mutationFn: () => call(api.testSource, { params: { name: source.name } }) });
  const show = useMutation({ mutationFn: () => call(api.showSourceSecret, { params: { name: source.name } }), gcTime: 0 });
  return (
    <div className="grid gap-8">
      <Section heading={t("status")}>
        <SourceState source={source} />
        <SourceCheck source={source} result={test.data ?? null} testing={test.isPending} blocked={testBlocked} error={test.error} onTest={test.mutate} />
      </Section>
      <SourceSetup source={source} secret={show.data?.secret ?? null} showing={show.isPending} showBlocked={showBlocked} showError={show.error} onShow={show.mutate} />
    </div>
  );
}
