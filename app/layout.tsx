import "./fonts/noto-sans-tc.css";
import "./globals.css";
import clsx from "clsx";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { themeColors, themeCookie, toTheme } from "@/components/shell/theme";
import { wordsOfDoor } from "@/lib/i18n/words";

const geist = localFont({ src: "./fonts/geist.woff2", variable: "--font-geist", weight: "300 600" });
const geistMono = localFont({ src: "./fonts/geist-mono.woff2", variable: "--font-geist-mono", weight: "400 500", preload: false, adjustFontFallback: false });

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
  const [locale, messages, theme] = await Promise.all([getLocale(), getMessages(), chosenTheme()]);
  return (
    <html lang={locale} data-theme={theme} className={clsx(geist.variable, geistMono.variable)} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider messages={wordsOfDoor(messages)}>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
