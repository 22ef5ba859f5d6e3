import "@fontsource-variable/noto-sans-tc";
import "./globals.css";
import clsx from "clsx";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { themeColors, themeCookie, toTheme } from "@/components/shell/theme";

async function chosenTheme() {
  return toTheme((await cookies()).get(themeCookie)?.value);
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return { title: t("name"), description: t("tagline"), icons: { icon: "/icon.svg" } };
}

export async function generateViewport(): Promise<Viewport> {
  return { width: "device-width", initialScale: 1, themeColor: themeColors[await chosenTheme()] };
}

/** The frame of every page: language and look are set before the first paint. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme] = await Promise.all([getLocale(), chosenTheme()]);
  return (
    <html lang={locale} data-theme={theme} className={clsx(GeistSans.variable, GeistMono.variable)} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
