"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Approval } from "@/lib/contracts/approval";
import type { BlastRadius } from "@/lib/contracts/decision";
import { sayDuration } from "@/lib/i18n/quantity";
import { Said } from "../ui/said";

/** What a card leads with: what happens if nobody acts, and what happens if one says yes, with how far that reaches. */
export function ConsequencePair({ consequences, radius }: { consequences: Approval["consequences"]; radius: BlastRadius | null }) {
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
        {radius && <Reach radius={radius} />}
      </div>
    </dl>
  );
}

function Reach({ radius }: { radius: BlastRadius }) {
  const t = useTranslations("topology");
  const locale = useLocale();
  const others = radius.entities.filter(({ hops }) => hops > 0).length;
  return (
    <dd className="flex flex-wrap gap-x-3 text-small text-mist">
      <span>{radius.expectedDowntimeSeconds > 0 ? t("downtime", { duration: sayDuration(locale, radius.expectedDowntimeSeconds) }) : t("noDowntime")}</span>
      <span>{others === 0 ? t("nobodyElse") : t("others", { count: others })}</span>
      {radius.trafficShareRatio != null && <span>{t("traffic", { ratio: radius.trafficShareRatio })}</span>}
      {radius.stale && <span className="text-ember">{t("staleShort")}</span>}
    </dd>
  );
}
