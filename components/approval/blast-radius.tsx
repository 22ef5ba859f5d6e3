"use client";

import { useLocale, useTranslations } from "next-intl";
import type { BlastRadius as Radius } from "@/lib/contracts/decision";
import { sayAge, sayDuration } from "@/lib/i18n/quantity";
import { entityId, EntityName } from "../entity/entity-name";

/** Who feels it: the target and everything that leans on it, nearest first. */
export function BlastRadius({ radius }: { radius: Radius | null }) {
  const t = useTranslations("topology");
  const locale = useLocale();
  const entities = [...(radius?.entities ?? [])].sort((a, b) => a.hops - b.hops);
  return (
    <section className="grid content-start gap-2">
      <h3 className="text-caption text-silt">{t("blastRadius")}</h3>
      {radius === null ? (
        <p className="text-small text-mist">{t("none")}</p>
      ) : (
        <>
          <p className="text-small">
            {radius.expectedDowntimeSeconds > 0 ? t("downtime", { duration: sayDuration(locale, radius.expectedDowntimeSeconds) }) : t("noDowntime")}
          </p>
          <ul className="grid gap-1 text-small">
            {entities.map(({ entity, hops }) => (
              <li key={entityId(entity)} className="flex flex-wrap items-baseline gap-x-3">
                <EntityName entity={entity} />
                <span className="text-caption text-silt">{hops === 0 ? t("direct") : t("hops", { hops })}</span>
              </li>
            ))}
          </ul>
          {radius.topologyAgeSeconds !== null && <p className="text-caption text-silt">{t("age", { age: sayAge(locale, radius.topologyAgeSeconds) })}</p>}
          {radius.stale && <p className="text-caption text-ember">{t("stale")}</p>}
        </>
      )}
    </section>
  );
}
