"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { rememberChoice } from "@/lib/client/cookies";
import { Choice } from "../ui/choice";
import type { Theme } from "./theme";
import { themeCookie, themes } from "./theme";

/** Chooses the look; it changes at once and is remembered. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const t = useTranslations("theme");
  const [theme, setTheme] = useState(initial);
  function choose(next: Theme) {
    setTheme(next);
    rememberChoice(themeCookie, next);
    document.documentElement.dataset.theme = next;
  }
  return <Choice label={t("label")} value={theme} options={themes.map((value) => ({ value, text: t(value) }))} onChange={choose} />;
}
