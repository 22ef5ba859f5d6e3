"use client";

import { useTranslations } from "next-intl";
import type { Approval } from "@/lib/contracts/approval";
import { useSay } from "@/lib/i18n/use-say";

/** What a card leads with: what happens if nobody acts, and what happens if one says yes. */
export function ConsequencePair({ consequences }: { consequences: Approval["consequences"] }) {
  const t = useTranslations("approval");
  const say = useSay();
  return (
    <dl className="grid gap-x-8 gap-y-3 md:grid-cols-2">
      <div>
        <dt className="text-caption text-silt">{t("ifIgnored")}</dt>
        <dd className="text-body">{say.statement("consequence", consequences.ifIgnored)}</dd>
      </div>
      <div>
        <dt className="text-caption text-silt">{t("ifApproved")}</dt>
        <dd className="text-body">{say.statement("consequence", consequences.ifApproved)}</dd>
      </div>
    </dl>
  );
}
