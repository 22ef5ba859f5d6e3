import { Sunrise } from "lucide-react";
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Brief } from "@/lib/contracts/stats";
import { sayDuration } from "@/lib/i18n/quantity";
import { useSay } from "@/lib/i18n/use-say";

const to = (href: string) =>
  function BriefLink(chunks: ReactNode) {
    return (
      <Link href={href} prefetch={false} className="text-foam underline decoration-edge underline-offset-4 hover:decoration-foam">
        {chunks}
      </Link>
    );
  };

/** The night in three sentences, each with its way on; drawn on the server, so that it costs the first load no script. */
export function MorningBrief({ brief }: { brief: Brief }) {
  const t = useTranslations("stats.brief");
  const locale = useLocale();
  const format = useFormatter();
  const say = useSay();
  const nameOf = (title: string) => (say.knows("incident.own", title) ? say.code("incident.own", title) : title);
  const since = format.dateTime(new Date(brief.from), "clock");
  const { failed, longest } = brief;
  return (
    <>
      <Sunrise aria-hidden className="mt-1 size-4 shrink-0 text-silt" />
      <p className="min-w-0 flex-1 text-small text-mist">
        <span>{brief.incidents === 0 ? t("quiet", { since, waiting: brief.waiting }) : t.rich("night", { since, count: brief.incidents, alone: brief.alone, waiting: brief.waiting, all: to("/incidents") })}</span>{" "}
        {brief.incidents > 0 && <span>{failed === null ? t("nothingFailed") : t.rich("failed", { count: brief.failedRepairs, name: nameOf(failed.title), incident: to(`/incidents/${failed.id}`) })}</span>}{" "}
        {longest !== null && <span>{t.rich("longest", { name: longest.entity === null ? nameOf(longest.title) : `${longest.entity.name} · ${nameOf(longest.title)}`, duration: sayDuration(locale, longest.seconds), incident: to(`/incidents/${longest.id}`) })}</span>}
      </p>
    </>
  );
}
