"use client";

import { useTranslations } from "next-intl";
import type { Source, SourceSighting } from "@/lib/contracts/source";
import { PracticeBadge } from "../shell/practice-badge";
import { Age } from "../ui/age";
import { Tag } from "../ui/tag";

const told = ["unauthenticated", "unsupported_media_type", "body_too_large", "bad_request", "unprocessable"] as const;

/** A refusal is worth telling until the tool was heard after it. */
function isOpen({ seenAt, refusedAt }: SourceSighting): boolean {
  return refusedAt !== null && (seenAt === null || refusedAt > seenAt);
}

/** Whether a source has spoken, in which world and when; and whether somebody was turned away since. */
export function SourceState({ source }: { source: Source }) {
  const t = useTranslations("source");
  const heard = source.sightings.filter(({ seenAt }) => seenAt !== null);
  return (
    <span className="grid content-start justify-items-start gap-1 text-small">
      {source.secretCount === 0 ? <Tag tone="ember">{t("closed")}</Tag> : heard.length === 0 && <span className="text-silt">{t("never")}</span>}
      {heard.map(({ origin, seenAt }) => (
        <span key={origin} className="flex flex-wrap items-center gap-2 text-mist">
          <span>{t.rich("heard", { age: () => <Age at={seenAt ?? ""} /> })}</span>
          {origin === "range" && <PracticeBadge />}
        </span>
      ))}
      {source.sightings.filter(isOpen).map((sighting) => (
        <Refusal key={sighting.origin} sighting={sighting} />
      ))}
      {source.secretCount > 1 && <span className="text-caption text-silt">{t("rotating")}</span>}
    </span>
  );
}

function Refusal({ sighting: { refusedAt, refusedBecause } }: { sighting: SourceSighting }) {
  const t = useTranslations("source");
  const because = told.find((code) => code === refusedBecause) ?? "other";
  return <span className="border-l-2 border-ember pl-2 text-ember">{t.rich("refused", { age: () => <Age at={refusedAt ?? ""} />, reason: t(`because.${because}`) })}</span>;
}
