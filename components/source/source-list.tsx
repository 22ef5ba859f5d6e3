"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Source } from "@/lib/contracts/source";
import { SourceState } from "./source-state";

/** Every source: what it gives, and whether it has spoken. */
export function SourceList({ sources }: { sources: readonly Source[] }) {
  const t = useTranslations("source");
  return (
    <ul aria-label={t("list")} className="border-t border-line">
      {sources.map((source) => (
        <li key={source.name} className="border-b border-line">
          <Link href={`/settings/sources/${source.name}`} prefetch={false} className="-mx-3 grid gap-x-8 gap-y-1 rounded-md px-3 py-3 hover:bg-deep md:grid-cols-2">
            <span>
              <span className="block text-body">{t(`name.${source.name}`)}</span>
              <span className="block text-caption text-mist">{t(`gives.${source.name}`)}</span>
            </span>
            <SourceState source={source} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
