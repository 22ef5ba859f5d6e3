"use client";

import { useLocale, useTranslations } from "next-intl";
import type { RelatedChange } from "@/lib/contracts/incident";
import { sayDuration } from "@/lib/i18n/quantity";
import { EntityName } from "../entity/entity-name";
import { ClockTime } from "../ui/clock-time";
import { ExternalLink } from "../ui/external-link";
import { Section } from "../ui/section";

/** What was changed around it: a change shortly before the beginning is where one looks first. What a sender wrote is shown as text. */
export function IncidentChanges({ changes, openedAt }: { changes: readonly RelatedChange[]; openedAt: string }) {
  const t = useTranslations("incident");
  const locale = useLocale();
  return (
    <Section heading={t("changes")}>
      {changes.length === 0 ? (
        <p className="text-small text-mist">{t("noChanges")}</p>
      ) : (
        <ul className="grid gap-3">
          {changes.map((change) => {
            const seconds = Math.round((Date.parse(change.at) - Date.parse(openedAt)) / 1000);
            const duration = sayDuration(locale, Math.abs(seconds));
            return (
              <li key={change.id} className="grid gap-0.5">
                <p className="flex flex-wrap items-baseline gap-x-3 text-small">
                  <span>{t(`changeKind.${change.kind}`)}</span>
                  <EntityName entity={change.entity} className="text-mist" />
                </p>
                <p className="text-caption break-words text-mist">{change.excerpt}</p>
                <p className="flex flex-wrap gap-x-3 text-caption text-silt">
                  <ClockTime at={change.at} look="precise" />
                  <span>{seconds < 0 ? t("changeBefore", { duration }) : t("changeAfter", { duration })}</span>
                  {change.url !== null && <ExternalLink href={change.url}>{t("openSource")}</ExternalLink>}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
