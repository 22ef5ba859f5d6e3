"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import type { Approval } from "@/lib/contracts/approval";
import { extendedDeadline } from "@/lib/fold/deadline";

/** Gives half an hour more; gone once the server would not give any. */
export function ExtendButton({ approval, disabled, onExtend }: { approval: Approval; disabled: boolean; onExtend: () => void }) {
  const t = useTranslations("approval");
  const nowMs = useNow();
  if (extendedDeadline(approval, nowMs) === null) return null;
  return (
    <button type="button" disabled={disabled} onClick={onExtend} aria-label={t("extend")} title={t("extend")} className="row -my-2 inline-flex aspect-square items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam disabled:text-silt disabled:hover:bg-transparent">
      <Plus aria-hidden className="size-4" />
    </button>
  );
}
