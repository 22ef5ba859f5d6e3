"use client";

import { useTranslations } from "next-intl";
import type { Statement } from "@/lib/contracts/common";
import { useSay } from "@/lib/i18n/use-say";

/** The engine does not know, and says why. */
export function Abstention({ statement }: { statement: Statement }) {
  const t = useTranslations("decision");
  const say = useSay();
  return (
    <div className="grid gap-1">
      <p className="text-lead">{t("unknownTitle")}</p>
      <p className="text-body text-mist">{say.statement("abstention", statement)}</p>
    </div>
  );
}
