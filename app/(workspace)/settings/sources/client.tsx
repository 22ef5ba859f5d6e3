"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { SourceList } from "@/components/source/source-list";
import { Answer } from "@/components/states/answer";
import { sources } from "@/lib/client/query/settings";

/** Every webhook door, and whether its tool has spoken. */
export function SourcesClient() {
  const t = useTranslations("source");
  const query = useQuery(sources);
  return (
    <>
      <p className="max-w-2xl text-body text-mist">{t("intro")}</p>
      <Answer query={query}>{({ items }) => <SourceList sources={items} />}</Answer>
    </>
  );
}
