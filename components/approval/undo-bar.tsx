"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import { secondsUntil } from "@/lib/time";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";

/** The moment in which an approval can still be taken back; the server holds it, not this page. */
export function UndoBar({ executeAfter, disabled, onUndo }: { executeAfter: string; disabled: boolean; onUndo: () => void }) {
  const t = useTranslations("approval");
  const nowMs = useNow(250);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button disabled={disabled} onClick={onUndo}>
        <Undo2 aria-hidden className="size-4" />
        {t("undo")}
        <Kbd keys="z" />
      </Button>
      <span role="timer" aria-live="off" className="text-small text-biolum">
        {t("undoIn", { seconds: secondsUntil(executeAfter, nowMs) })}
      </span>
    </div>
  );
}
