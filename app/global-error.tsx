"use client";

import "./globals.css";
import { state as english } from "@/messages/en.json";
import { state as chinese } from "@/messages/zh-TW.json";
import { loadAnew } from "@/lib/client/navigation";
import { localeCookie, toLocale } from "@/lib/i18n/locale";

function wordsOfReader() {
  const cookie = typeof document === "undefined" ? undefined : new RegExp(`(?:^|; )${localeCookie}=([^;]*)`).exec(document.cookie)?.[1];
  const locale = toLocale(cookie);
  return { locale, words: locale === "en" ? english : chinese };
}

/** The last net: even the frame broke, so words come straight from the catalogue. */
export default function GlobalError({ reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const { locale, words } = wordsOfReader();
  return (
    <html lang={locale} data-theme="dark">
      <body>
        <main className="mx-auto grid max-w-xl gap-4 px-4 py-24">
          <h1 className="text-title">{words.crashTitle}</h1>
          <p className="text-body text-mist">{words.crashBodyPlain}</p>
          <p className="flex gap-6">
            <button type="button" onClick={reset} className="row rounded-md border border-edge px-3 text-small">
              {words.retry}
            </button>
            <button type="button" onClick={() => loadAnew("/")} className="row px-3 text-small text-ultra">
              {words.toDashboard}
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
