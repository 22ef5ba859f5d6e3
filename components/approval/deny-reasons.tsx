"use client";

import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { denyReasons } from "./decision-rules";

/** One tap says why, and denies. */
export function DenyReasons({ onDeny, onCancel }: { onDeny: (reason?: string) => void; onCancel: () => void }) {
  const t = useTranslations("approval");
  return (
    <div role="group" aria-label={t("denyWhy")} className="grid gap-2" onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <p className="text-small text-mist">{t("denyWhy")}</p>
      <div className="flex flex-wrap gap-2">
        {denyReasons.map((reason, place) => (
          <Button key={reason} autoFocus={place === 0} onClick={() => onDeny(reason)}>
            {t(`reason.${reason}`)}
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
