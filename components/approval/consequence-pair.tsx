"use client";

import { useTranslations } from "next-intl";
import type { Approval } from "@/lib/contracts/approval";
import { Said } from "../ui/said";

/** What a card leads with: what happens if nobody acts, and what happens if one says yes. */
export function ConsequencePair({ consequences }: { consequences: Approval["consequences"] }) {
  const t = useTranslations("approval");
  return (
    <dl className="grid gap-x-8 gap-y-3 md:grid-cols-2">
      <div>
        <dt className="text-caption text-silt">{t("ifIgnored")}</dt>
        <dd className="text-body"><Said kind="consequence" statement={consequences.ifIgnored} /></dd>
      </div>
      <div>
        <dt className="text-caption text-silt">{t("ifApproved")}</dt>
        <dd className="text-body"><Said kind="consequence" statement={consequences.ifApproved} /></dd>
      </div>
    </dl>
  );
}
