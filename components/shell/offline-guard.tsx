"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { sayFailure } from "@/lib/client/store/notices";

/** A link of this site, without its own tab and without a modifier that would give it one. */
function leadsAway(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  return link !== null && link.target === "" && link.origin === window.location.origin && link.pathname !== window.location.pathname && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
}

/** Without a network a link would trade the page for the browser's own error; the page stays and says so instead. */
export function OfflineGuard() {
  const t = useTranslations("state");
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (navigator.onLine || !leadsAway(event)) return;
      event.preventDefault();
      event.stopPropagation();
      sayFailure(t("offlineLink"));
    };
    window.addEventListener("click", onClick, { capture: true });
    return () => window.removeEventListener("click", onClick, { capture: true });
  }, [t]);
  return null;
}
