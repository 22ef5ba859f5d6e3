/** The looks a person can choose; `system` follows the device between the light and the dark one. */
export const themes = ["dark", "light", "watch", "system"] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = "awoooi_theme";

/** The look a cookie value names, or the dark default for anything else. */
export function toTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "dark";
}

/** The page colour of each look, for the browser's own frame; a test holds these to the tokens. */
export const themeColors: Record<Theme, { media?: string; color: string }[]> = {
  dark: [{ color: "#050d13" }],
  light: [{ color: "#f7fbfc" }],
  watch: [{ color: "#020101" }],
  system: [
    { media: "(prefers-color-scheme: light)", color: "#f7fbfc" },
    { media: "(prefers-color-scheme: dark)", color: "#050d13" },
  ],
};
