import clsx from "clsx";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { Autonomy } from "@/lib/contracts/stats";
import { missingForIndex, shownPercent } from "@/lib/fold/autonomy";
import { PracticeBadge } from "../shell/practice-badge";
import { Skeleton } from "../ui/skeleton";
import { IndexFacts } from "./index-facts";

export interface AutonomyIndexPanelProps {
  /** `null` while nothing is known yet. */
  autonomy: Autonomy | null;
  /** The figure is from the past; it turns grey. */
  stale: boolean;
}

/** The one number: how much was handled without a person. Never rounded up, and silent below its minimum. */
export function AutonomyIndexPanel({ autonomy, stale }: AutonomyIndexPanelProps) {
  const t = useTranslations("stats");
  return (
    <section aria-labelledby="autonomy-title" className="grid gap-2">
      <h1 id="autonomy-title" className="flex items-center gap-3 text-small text-silt">
        {t("autonomy")}
        {autonomy?.origin === "range" && <PracticeBadge />}
      </h1>
      <Figure autonomy={autonomy} stale={stale} />
    </section>
  );
}

function Figure({ autonomy, stale }: AutonomyIndexPanelProps) {
  const t = useTranslations("stats");
  const format = useFormatter();
  if (autonomy === null) {
    return (
      <div className="flex flex-wrap items-end gap-x-10 gap-y-4">
        <Skeleton className="h-[0.8em] w-[2.2em] rounded-md text-index" />
        <Skeleton className="mb-2 h-12 w-48" />
      </div>
    );
  }
  const percent = shownPercent(autonomy);
  if (percent === null) return <NotEnough autonomy={autonomy} stale={stale} />;
  const shown = format.number(percent, "index");
  return (
    <div className="flex flex-wrap items-end gap-x-10 gap-y-4">
      <Link href={`/autonomy/ledger?origin=${autonomy.origin}`} prefetch={false} aria-label={`${t("autonomySentence", { percent: shown, days: autonomy.windowDays, numerator: autonomy.numerator, denominator: autonomy.denominator })} ${t("ledger")}`} className="group -ml-1 inline-flex items-baseline rounded-md leading-none">
        <span className={clsx("text-index font-light tracking-[-0.03em] tabular-nums transition-colors duration-320", stale ? "text-silt" : "text-foam")}>{shown}</span>
        <span className="ml-2 text-display font-light text-silt">{t("percentSign")}</span>
      </Link>
      <IndexFacts autonomy={autonomy} stale={stale} />
    </div>
  );
}

function NotEnough({ autonomy, stale }: { autonomy: Autonomy; stale: boolean }) {
  const t = useTranslations("stats");
  return (
    <div className="grid gap-1 py-4">
      <p className={clsx("text-display font-light", stale ? "text-silt" : "text-foam")}>{t("notEnough")}</p>
      <p className="text-body text-mist">{t("notEnoughBody", { denominator: autonomy.denominator, minimum: autonomy.minimum, missing: missingForIndex(autonomy) })}</p>
      {autonomy.seededCount > 0 && <p className="text-caption text-silt">{t("seeded", { count: autonomy.seededCount })}</p>}
    </div>
  );
}
