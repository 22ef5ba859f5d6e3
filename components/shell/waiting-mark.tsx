"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useApprovals } from "@/lib/client/store/approvals";

/** Counts the decisions waiting in the tab's title and icon; alerts are never counted. */
export function WaitingMark() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const count = useApprovals((store) => Object.values(store.view.approvals).filter((approval) => approval.status === "pending").length);

  useEffect(() => {
    const bare = document.title.replace(/^\(\d+\) /, "");
    document.title = count > 0 ? t("waitingTitle", { count, title: bare }) : bare;
    for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')) icon.href = count > 0 ? "/icon-waiting.svg" : "/icon.svg";
  }, [count, pathname, t]);
  return null;
}
