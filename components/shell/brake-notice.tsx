"use client";

import { CirclePause } from "lucide-react";
import { useTranslations } from "next-intl";
import { useApprovals } from "@/lib/client/store/approvals";

/** While the brake is on, every page says so. */
export function BrakeNotice() {
  const t = useTranslations("automation");
  const paused = useApprovals((store) => store.view.pulse?.paused === true);
  return (
    <div role="status">
      {paused && (
        <p className="flex flex-wrap items-center gap-x-2 border-y border-ember/40 px-4 py-2 text-small md:px-8">
          <CirclePause aria-hidden className="size-4 text-ember" />
          <span className="text-ember">{t("paused")}</span>
          <span className="text-mist">{t("pausedBody")}</span>
        </p>
      )}
    </div>
  );
}
