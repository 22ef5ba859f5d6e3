"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import type { BlastRadius as Radius } from "@/lib/contracts/decision";
import { sayAge, sayDuration } from "@/lib/i18n/quantity";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/use-loaded";
import { BlastTable } from "./blast-table";

/** Who feels it: the target and everything that leans on it, as a picture and as a table, and how old the map is. */
export function BlastRadius({ radius }: { radius: Radius | null }) {
  const t = useTranslations("topology");
  const locale = useLocale();
  return (
    <section className="grid min-w-0 content-start gap-3">
      <h3 className="text-caption text-silt">{t("blastRadius")}</h3>
      {radius === null ? (
        <p className="text-small text-mist">{t("none")}</p>
      ) : (
        <>
          <p className="flex flex-wrap gap-x-4 text-small">
            <span>{radius.expectedDowntimeSeconds > 0 ? t("downtime", { duration: sayDuration(locale, radius.expectedDowntimeSeconds) }) : t("noDowntime")}</span>
            {radius.trafficShareRatio != null && <span>{t("traffic", { ratio: radius.trafficShareRatio })}</span>}
          </p>
          {radius.entities.length > 1 && radius.edges !== undefined && <Picture radius={radius} />}
          <BlastTable radius={radius} />
          {radius.topologyAgeSeconds !== null && <p className="text-caption text-silt">{t("age", { age: sayAge(locale, radius.topologyAgeSeconds) })}</p>}
          {radius.stale && <p className="text-caption text-ember">{t("stale")}</p>}
        </>
      )}
    </section>
  );
}

function Picture({ radius }: { radius: Radius }) {
  const [Graph, load] = useLoaded(() => import("./blast-graph").then((module) => module.BlastGraph));
  useEffect(load, [load]);
  return Graph === null ? <Skeleton className="h-24 w-full rounded-md" /> : <Graph radius={radius} />;
}
