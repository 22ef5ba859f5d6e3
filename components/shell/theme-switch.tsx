"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Choice } from "../ui/choice";
import { themes } from "./theme";
import { wearTheme, wornTheme } from "./wear-theme";

/** Chooses the look; it changes at once and is remembered. Drawn in the browser only, where the look is worn. */
export function ThemeSwitch() {
  const t = useTranslations("theme");
  const [theme, setTheme] = useState(wornTheme);
  return (
    <Choice
      label={t("label")}
      value={theme}
      options={themes.map((value) => ({ value, text: t(value) }))}
      onChange={(next) => {
        setTheme(next);
        wearTheme(next);
      }}
    />
  );
}
