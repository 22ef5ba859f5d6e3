"use client";

import { useTranslations } from "next-intl";
import { Button } from "../ui/button";

export interface WaitingBarProps {
  total: number;
  /** False when the list goes on beyond what was counted. */
  complete: boolean;
  /** Incidents that came since, and those in the list that no longer belong. */
  arrived: number;
  left: number;
  onRenew: () => void;
}

/** How long the list is and what waits to be let in; its place is always there, so that nothing moves when something comes. */
export function WaitingBar({ total, complete, arrived, left, onRenew }: WaitingBarProps) {
  const t = useTranslations("incident");
  const waiting = arrived + left > 0;
  return (
    <div className="sticky top-0 z-10 flex min-h-12 items-center justify-between gap-4 border-b border-line bg-abyss py-1 md:px-3">
      <p className="text-caption text-silt">{complete ? t("total", { count: total }) : t("totalMore", { count: total })}</p>
      {waiting && (
        <Button className="shrink-0" onClick={onRenew}>
          {arrived > 0 ? t("waiting", { count: arrived }) : t("leftOver", { count: left })}
        </Button>
      )}
      <span role="status" className="sr-only">
        {arrived > 0 ? t("waitingSpoken") : ""}
      </span>
    </div>
  );
}
