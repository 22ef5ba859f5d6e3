import { rememberChoice } from "@/lib/client/cookies";
import type { Theme } from "./theme";
import { themeColors, themeCookie, toTheme } from "./theme";

/** The look the page wears now. */
export function wornTheme(): Theme {
  return toTheme(document.documentElement.dataset.theme);
}

/** Changes the look at once, with the browser's own frame, and remembers it on this device. */
export function wearTheme(theme: Theme): void {
  rememberChoice(themeCookie, theme);
  document.documentElement.dataset.theme = theme;
  const light = window.matchMedia("(prefers-color-scheme: light)").matches;
  const color = themeColors[theme].find(({ media }) => media === undefined || media.includes("light") === light)?.color ?? "";
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = color;
}
