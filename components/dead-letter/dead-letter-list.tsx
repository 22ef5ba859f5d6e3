"use client";

import { useLocale, useTranslations } from "next-intl";
import type { DeadLetter } from "@/lib/contracts/dead-letter";
import { sayBytes } from "@/lib/i18n/quantity";
import { PracticeBadge } from "../shell/practice-badge";
import { Button } from "../ui/button";
import { ClockTime } from "../ui/clock-time";

export interface DeadLetterListProps {
  letters: readonly DeadLetter[];
  /** Ids that are on their way back. */
  busy: ReadonlySet<string>;
  blocked: boolean;
  onRequeue: (id: string) => void;
}

/** Deliveries nobody could work: whose they are, why they failed, how they begin, and the way back. */
export function DeadLetterList({ letters, busy, blocked, onRequeue }: DeadLetterListProps) {
  const t = useTranslations("deadLetter");
  return (
    <ul aria-label={t("list")} className="border-t border-line">
      {letters.map((letter) => (
        <li key={letter.id} className="border-b border-line py-4">
          <Letter letter={letter} busy={busy.has(letter.id)} blocked={blocked} onRequeue={() => onRequeue(letter.id)} />
        </li>
      ))}
    </ul>
  );
}

function Letter({ letter, busy, blocked, onRequeue }: { letter: DeadLetter; busy: boolean; blocked: boolean; onRequeue: () => void }) {
  const t = useTranslations("deadLetter");
  const tSource = useTranslations("source.name");
  const locale = useLocale();
  return (
    <article className="grid gap-2">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 className="flex flex-wrap items-center gap-2 text-body">
            {tSource(letter.source)}
            {letter.origin === "range" && <PracticeBadge />}
          </h2>
          <p className="flex flex-wrap gap-x-3 text-caption text-silt">
            <ClockTime at={letter.receivedAt} look="full" />
            {t("facts", { size: sayBytes(locale, letter.sizeBytes), attempts: letter.attempts })}
            <span translate="no" className="font-mono">
              {letter.id}
            </span>
          </p>
        </div>
        <Button aria-busy={busy} disabled={busy || blocked} onClick={onRequeue}>
          {t("requeue")}
        </Button>
      </div>
      {letter.lastError !== null && (
        <p className="text-small">
          <span className="text-silt">{t("why")} </span>
          <span lang="en" translate="no">
            {letter.lastError}
          </span>
        </p>
      )}
      {letter.excerpt === null ? (
        <p className="text-caption text-silt">{t("excerptHidden")}</p>
      ) : (
        <pre translate="no" tabIndex={0} aria-label={t("excerpt")} className="max-h-40 overflow-auto rounded-md bg-reef p-3 font-mono text-caption whitespace-pre-wrap text-mist">
          {letter.excerpt}
        </pre>
      )}
    </article>
  );
}
