"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RetentionTimes } from "@/components/retention/retention-times";
import { Answer } from "@/components/states/answer";
import { retentionTimes } from "@/lib/client/query/settings";

/** How long things are kept. */
export function RetentionClient() {
  const t = useTranslations("retention");
  const query = useQuery(retentionTimes);
  return (
    <>
      <p className="max-w-2xl text-body text-mist">{t("intro")}</p>
      <Answer query={query}>{(retention) => <RetentionTimes retention={retention} />}</Answer>
    </>
  );
}
