"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useApprovals } from "@/lib/client/store/approvals";
import { usePreferences } from "@/lib/client/store/preferences";

/** Counts the decisions waiting in the tab's title and icon, and says a new one by sound where that is wanted; alerts are never counted. */
export function WaitingMark() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const ready = useApprovals((store) => store.view.ready);
  const count = useApprovals((store) => Object.values(store.view.approvals).filter((approval) => approval.status === "pending").length);
  const heard = useRef<number | null>(null);

  useEffect(() => {
    const bare = document.title.replace(/^\(\d+\) /, "");
    document.title = count > 0 ? t("waitingTitle", { count, title: bare }) : bare;
    for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')) icon.href = count > 0 ? "/icon-waiting.svg" : "/icon.svg";
  }, [count, pathname, t]);

  useEffect(() => {
    if (!ready) return;
    if (heard.current !== null && count > heard.current && usePreferences.getState().sound) void import("@/lib/client/chime").then(({ playChime }) => playChime(), () => undefined);
    heard.current = count;
  }, [count, ready]);
  return null;
}
