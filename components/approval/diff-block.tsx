"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { DiffLine } from "@/lib/contracts/action";

/** A JSON pointer as people write paths: its two escapes undone. */
function readablePath(pointer: string): string {
  return pointer.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** What the server's dry run against the live state says would change, field by field, and when it looked; a sign and a word carry it, not a colour. */
export function DiffBlock({ diff, observedAt }: { diff: readonly DiffLine[]; observedAt?: string }) {
  const t = useTranslations("action");
  const format = useFormatter();
  return (
    <section className="grid min-w-0 content-start gap-2">
      <h3 className="flex flex-wrap gap-x-3 text-caption text-silt">
        {t("diff")}
        {observedAt !== undefined && <span>{t("diffAgainst", { time: format.dateTime(new Date(observedAt), "precise") })}</span>}
      </h3>
      {diff.length === 0 ? (
        <p className="text-small text-mist">{t("diffEmpty")}</p>
      ) : (
        <dl translate="no" className="grid gap-3 rounded-md bg-deep p-3 font-mono text-caption">
          {diff.map((line) => (
            <div key={line.path}>
              <dt className="break-all text-silt">{readablePath(line.path)}</dt>
              <dd className="flex gap-2 text-mist">
                <span aria-hidden>{"−"}</span>
                <span className="sr-only">{t("diffBefore")}</span>
                <del className="break-all whitespace-pre-wrap no-underline">{line.before ?? t("diffAbsent")}</del>
              </dd>
              <dd className="flex gap-2 text-foam">
                <span aria-hidden>{"+"}</span>
                <span className="sr-only">{t("diffAfter")}</span>
                <ins className="break-all whitespace-pre-wrap no-underline">{line.after ?? t("diffAbsent")}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
