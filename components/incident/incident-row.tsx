import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Incident } from "@/lib/contracts/incident";
import { EntityName } from "../entity/entity-name";
import { ClockTime } from "../ui/clock-time";
import { SeverityMark } from "./severity-mark";
import { StatusWord } from "./status-word";
import { IncidentTitle } from "./incident-title";

/** One incident of a list: what, where, how it stands, since when. */
export function IncidentRow({ incident }: { incident: Incident }) {
  const t = useTranslations("incident");
  const practice = useTranslations("shell")("practice");
  return (
    <li className="relative border-b border-line/60 last:border-b-0 hover:bg-deep">
      <div className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5 py-3 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_7rem_10rem] md:px-3">
        <Link href={`/incidents/${incident.id}`} className="min-w-0 text-body underline-offset-4 md:order-1 after:absolute after:inset-0 hover:underline">
          <IncidentTitle title={incident.title} />
        </Link>
        <span className="text-right text-small md:order-4">
          <StatusWord status={incident.status} />
        </span>
        <span className="min-w-0 truncate text-small text-mist md:order-2">{incident.entity === null ? t("noEntity") : <EntityName entity={incident.entity} />}</span>
        <span className="text-right text-caption text-silt md:order-3 md:text-left">
          <ClockTime at={incident.openedAt} />
        </span>
        <span className="col-span-full flex md:order-5 flex-wrap items-center gap-x-4 text-caption text-silt">
          <SeverityMark severity={incident.severity} />
          {incident.alertCount > 0 && <span>{t("alertCount", { count: incident.alertCount })}</span>}
          {incident.firingCount > 0 && <span className="text-mist">{t("firing", { count: incident.firingCount })}</span>}
          {incident.reopenedCount > 0 && <span className="text-mist">{t("reopened", { count: incident.reopenedCount })}</span>}
          {incident.settledBy !== null && <span>{t(`settledBy.${incident.status === "dismissed" ? "dismissed" : incident.settledBy}`)}</span>}
          {incident.origin === "range" && <span>{practice}</span>}
          {incident.seeded && <span>{t("seeded")}</span>}
        </span>
      </div>
    </li>
  );
}
