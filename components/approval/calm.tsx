"use client";

import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";

export interface CalmProps {
  openIncidents: number;
  live: boolean;
  className?: string;
}

/** Nothing is asked: calm when nothing is wrong either, else the way to what is still open; without a connection nobody knows. */
export function Calm({ openIncidents, live, className }: CalmProps) {
  const t = useTranslations("approval");
  if (!live) {
    return (
      <div className={clsx("grid gap-1 pt-6", className)}>
        <p className="text-title font-light text-mist">{t("unseen")}</p>
        <p className="text-body text-silt">{t("unseenBody")}</p>
      </div>
    );
  }
  return (
    <div className={clsx("grid gap-1 pt-6", className)}>
      <p className="text-title font-light">{openIncidents === 0 ? t("calm") : t("quiet")}</p>
      {openIncidents === 0 ? (
        <p className="text-body text-silt">{t("calmBody")}</p>
      ) : (
        <Link href="/incidents?show=open" className="row inline-flex items-center justify-self-start text-body text-mist underline decoration-dotted underline-offset-4 hover:text-foam">
          {t("quietBody", { count: openIncidents })}
        </Link>
      )}
    </div>
  );
}
