import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { Incident } from "@/lib/contracts/incident";
import { EntityName } from "../entity/entity-name";
import { ClockTime } from "../ui/clock-time";
import { Skeleton } from "../ui/skeleton";
import { IncidentTitle } from "./incident-title";
import { SeverityMark } from "./severity-mark";
import { StatusWord } from "./status-word";

/** Height of a row in pixels: one line where there is room, two on a phone. */
export const rowHeights = { wide: 48, narrow: 72 } as const;

export interface IncidentRowProps {
  incident: Incident;
  index: number;
  total: number;
  /** The one row that Tab reaches; the others are reached from there. */
  current: boolean;
  /** A second press of its key settles it. */
  armed: boolean;
  /** Pixels from the top of the list. */
  top: number;
  height: number;
}

/** One incident of a list: what, where, how it stands, since when; always as high as every other. */
export const IncidentRow = memo(function IncidentRow({ incident, index, total, current, armed, top, height }: IncidentRowProps) {
  const t = useTranslations("incident");
  return (
    <li aria-setsize={total} aria-posinset={index + 1} style={{ height, transform: `translateY(${top}px)` }} className="absolute inset-x-0 top-0 border-b border-line/60 hover:bg-deep has-focus-visible:bg-deep">
      <div className="grid h-full grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-4 gap-y-0.5 md:grid-cols-[minmax(0,4fr)_minmax(0,3fr)_minmax(0,4fr)_5.5rem_9rem] md:px-3">
        <Link
          href={`/incidents/${incident.id}`}
          prefetch={false}
          data-id={incident.id}
          data-index={index}
          tabIndex={current ? 0 : -1}
          className={clsx("truncate text-body underline-offset-4 outline-none after:absolute after:inset-0 hover:underline focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ultra", incident.settledAt !== null && "text-mist")}
        >
          <IncidentTitle title={incident.title} />
        </Link>
        <span className="text-right text-small md:order-5">{armed ? <span className="whitespace-nowrap text-foam">{t("settle.again")}</span> : <StatusWord status={incident.status} />}</span>
        <span className="flex min-w-0 items-center gap-x-3 text-caption text-silt md:order-2 md:text-small md:text-mist">
          <span className="md:hidden">
            <SeverityMark severity={incident.severity} />
          </span>
          {incident.origin === "range" && <span className="shrink-0 md:hidden">{t("origin.range")}</span>}
          <span className="min-w-0 truncate">{incident.entity === null ? t("noEntity") : <EntityName entity={incident.entity} />}</span>
        </span>
        <span className="flex min-w-0 items-center gap-x-3 overflow-hidden text-caption whitespace-nowrap text-silt max-md:hidden md:order-3">
          <SeverityMark severity={incident.severity} />
          <span className="min-w-0 truncate *:mr-3">
            <Facts incident={incident} />
          </span>
        </span>
        <span className="text-right text-caption text-silt md:order-4">
          <ClockTime at={incident.openedAt} />
        </span>
      </div>
    </li>
  );
});

/** What is worth knowing beside the status, the most telling first, because what does not fit is cut. */
function Facts({ incident }: { incident: Incident }) {
  const t = useTranslations("incident");
  return (
    <>
      {incident.origin === "range" && <span>{t("origin.range")}</span>}
      {incident.acknowledgedBy !== null && incident.settledAt === null && <span className="text-mist">{t("seenBy", { name: incident.acknowledgedBy.name })}</span>}
      {incident.firingCount > 0 && <span className="text-mist">{t("firing", { count: incident.firingCount })}</span>}
      {incident.settledBy !== null && <span>{t(`settledBy.${incident.status === "dismissed" ? "dismissed" : incident.settledBy}`)}</span>}
      {incident.reopenedCount > 0 && <span className="text-mist">{t("reopened", { count: incident.reopenedCount })}</span>}
      {incident.seeded && <span>{t("seeded")}</span>}
    </>
  );
}

/** The place of a row that is on its way, or of one that no longer belongs. */
export function AbsentRow({ gone, index, total, top, height }: Pick<IncidentRowProps, "index" | "total" | "top" | "height"> & { gone: boolean }) {
  const t = useTranslations("incident");
  return (
    <li aria-setsize={total} aria-posinset={index + 1} style={{ height, transform: `translateY(${top}px)` }} className="absolute inset-x-0 top-0 flex items-center border-b border-line/60 text-small text-silt md:px-3">
      {gone ? (
        t("gone")
      ) : (
        <>
          <span className="sr-only">{t("coming")}</span>
          <Skeleton className="h-4 w-2/5" />
        </>
      )}
    </li>
  );
}
