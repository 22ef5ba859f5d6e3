"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { sayFailure } from "@/lib/client/store/notices";

/** Leaves for another page by key; the focus goes along instead of staying on what is no longer there. Without a network the page stays and says so. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  const t = useTranslations("state");
  return (href) => {
    if (!navigator.onLine) return sayFailure(t("offlineLink"));
    document.getElementById("main")?.focus({ preventScroll: true });
    router.push(href);
  };
}
