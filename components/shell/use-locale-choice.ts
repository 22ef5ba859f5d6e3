"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { rememberChoice } from "@/lib/client/cookies";
import type { Locale } from "@/lib/i18n/locale";
import { localeCookie } from "@/lib/i18n/locale";

/** Changes the language: the page is said again, what is open stays open and nothing is fetched anew. */
export function useLocaleChoice(): (locale: Locale) => void {
  const router = useRouter();
  const [, startTransition] = useTransition();
  return (locale) => {
    rememberChoice(localeCookie, locale);
    startTransition(() => router.refresh());
  };
}
