"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { precedentOf } from "@/lib/client/query/approval";
import { Button } from "../ui/button";
import { denyReasons, knownReason } from "./decision-rules";

export interface DenyReasonsProps {
  /** The reason given to the same action last time; it is offered first. */
  recalled?: string | null | undefined;
  onDeny: (reason?: string) => void;
  onCancel: () => void;
}

/** The reasons for a denial, with the one that was given to the same action last time at hand. */
export function DenyReasonsOf({ id, ...rest }: { id: string } & Omit<DenyReasonsProps, "recalled">) {
  const { data } = useQuery(precedentOf(id));
  return <DenyReasons recalled={data?.lastDenial?.reason} {...rest} />;
}

/** One tap says why, and denies. */
export function DenyReasons({ recalled, onDeny, onCancel }: DenyReasonsProps) {
  const t = useTranslations("approval");
  const last = knownReason(recalled);
  const offered = last === undefined ? denyReasons : [last, ...denyReasons.filter((reason) => reason !== last)];
  return (
    <div role="group" aria-label={t("denyWhy")} className="grid gap-2" onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <p className="text-small text-mist">{t("denyWhy")}</p>
      <div className="flex flex-wrap gap-2">
        {offered.map((reason, place) => (
          <Button key={reason} autoFocus={place === 0} onClick={() => onDeny(reason)}>
            {t(`reason.${reason}`)}
            {reason === last && <span className="text-caption text-silt">{t("lastTime")}</span>}
          </Button>
        ))}
        <Button onClick={() => onDeny()}>{t("noReason")}</Button>
        <Button look="quiet" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}
