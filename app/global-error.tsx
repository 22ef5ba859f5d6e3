"use client";

import "./globals.css";
import { useEffect, useState } from "react";
import { loadAnew } from "@/lib/client/navigation";
import type { Locale } from "@/lib/i18n/locale";
import { localeCookie, toLocale } from "@/lib/i18n/locale";
import type messages from "@/messages/zh-TW.json";

type Words = (typeof messages)["state"];

function localeOfReader(): Locale {
  const match = typeof document === "undefined" ? null : new RegExp(`(?:^|; )${localeCookie}=([^;]*)`).exec(document.cookie);
  return toLocale(match?.[1]);
}

async function wordsIn(locale: Locale): Promise<Words> {
  const catalogue = locale === "en" ? await import("@/messages/en.json") : await import("@/messages/zh-TW.json");
  return catalogue.default.state;
}

/** The last net: even the frame broke, so words are fetched only now, and the way back works without them. */
export default function GlobalError({ reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const [locale] = useState(localeOfReader);
  const [words, setWords] = useState<Words | null>(null);
  useEffect(() => {
    wordsIn(locale).then(setWords, () => undefined);
  }, [locale]);
  return (
    <html lang={locale} data-theme="dark">
      <body>
        <main className="mx-auto grid max-w-xl gap-4 px-4 py-24">
          <h1 className="text-title">{words?.crashTitle}</h1>
          <p className="text-body text-mist">{words?.crashBodyPlain}</p>
          <p className="flex gap-4">
            <button type="button" onClick={reset} className="row rounded-md border border-edge px-3 text-small">
              <span aria-hidden>{"↻ "}</span>
              {words?.retry}
            </button>
            <button type="button" onClick={() => loadAnew("/")} className="row px-3 text-small text-ultra">
              <span aria-hidden>{"← "}</span>
              {words?.toDashboard}
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
