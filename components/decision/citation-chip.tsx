"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { Evidence } from "@/lib/contracts/decision";
import { useSay } from "@/lib/i18n/use-say";
import { isWebAddress } from "../ui/external-link";
import { Popover } from "../ui/popover";

const chip = "inline-flex h-6 min-w-6 items-center justify-center rounded-sm border border-edge px-1.5 font-mono text-caption text-ultra hover:bg-reef";

/** The proof behind a claim: opens its source in a new tab, or shows what was asked and answered. */
export function CitationChip({ evidence, number }: { evidence: Evidence; number: number }) {
  const t = useTranslations("evidence");
  const tShell = useTranslations("shell");
  const say = useSay();
  const format = useFormatter();
  const finding = say.statement("finding", evidence.finding);
  const label = t("cite", { number, finding });
  if (isWebAddress(evidence.url)) {
    return (
      <a href={evidence.url} target="_blank" rel="noopener noreferrer" title={label} aria-label={`${label} ${tShell("newTab")}`} className={chip}>
        {number}
      </a>
    );
  }
  return (
    <Popover label={label} triggerLabel={label} triggerClassName={chip} trigger={number}>
      <div className="grid gap-3">
        <p className="text-small">{finding}</p>
        <dl className="grid gap-2 text-caption">
          <dt className="text-silt">
            {t(`system.${evidence.system}`)} · {t("query")}
          </dt>
          <dd translate="no" className="-mt-1 font-mono break-all whitespace-pre-wrap text-mist">
            {evidence.query}
          </dd>
          <dt className="text-silt">{t("excerpt")}</dt>
          <dd translate="no" className="-mt-1 font-mono break-all whitespace-pre-wrap text-mist">
            {evidence.excerpt}
          </dd>
        </dl>
        <p className="text-caption text-silt">{t("observedAt", { time: format.dateTime(new Date(evidence.observedAt), "full") })}</p>
      </div>
    </Popover>
  );
}
