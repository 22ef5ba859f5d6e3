"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import { precedentOf } from "@/lib/client/query/approval";
import type { Precedent } from "@/lib/contracts/approval";
import { sayAge } from "@/lib/i18n/quantity";
import { knownReason } from "./decision-rules";

/** How the same action on the same target went before, and what people last said to it; nothing until it is known. */
export function PrecedentOf({ id }: { id: string }) {
  const { data } = useQuery(precedentOf(id));
  return data === undefined ? null : <PrecedentStrip precedent={data} />;
}

/** One line of memory: how often, how well, when last and by whom; and the last no with its reason. */
export function PrecedentStrip({ precedent }: { precedent: Precedent }) {
  const t = useTranslations("approval.precedent");
  const tReason = useTranslations("approval.reason");
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const ago = (at: string) => sayAge(locale, (nowMs - Date.parse(at)) / 1000);
  const { ran, verified, failed, last, lastDenial } = precedent;
  const known = knownReason(lastDenial?.reason);
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-caption text-mist">
      <History aria-hidden className="size-3.5 shrink-0 text-silt" />
      {ran === 0 ? <span>{t("first")}</span> : <span>{t("ran", { count: ran })}</span>}
      {ran > 0 && <span>{t("verified", { count: verified })}</span>}
      {failed > 0 && <span className="text-ember">{t("failed", { count: failed })}</span>}
      {last !== null && <span>{last.automatic ? t("lastAutomatic", { age: ago(last.at) }) : last.by === null ? t("lastUnknown", { age: ago(last.at) }) : t("lastBy", { name: last.by.name, age: ago(last.at) })}</span>}
      {lastDenial !== null && (
        <span className="text-foam">
          {lastDenial.reason === null ? t("denied", { name: lastDenial.by.name, age: ago(lastDenial.at) }) : t("deniedBecause", { name: lastDenial.by.name, age: ago(lastDenial.at), reason: known === undefined ? lastDenial.reason : tReason(known) })}
        </span>
      )}
    </p>
  );
}
