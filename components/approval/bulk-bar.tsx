"use client";

import { Layers } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Approval } from "@/lib/contracts/approval";
import { Button } from "../ui/button";
import { targetOf, useActionSentence } from "./action-sentence";
import { DiffBlock } from "./diff-block";
import { combineDiffs } from "./identical";

export interface BulkBarProps {
  approvals: readonly Approval[];
  disabled: boolean;
  onApproveAll: () => void;
}

/** The same low risk on several targets, answered together after its combined change was seen; each stays a card of its own, with its own undo. */
export function BulkBar({ approvals, disabled, onApproveAll }: BulkBarProps) {
  const t = useTranslations("approval.bulk");
  const sentence = useActionSentence();
  const [open, setOpen] = useState(false);
  const [first] = approvals;
  if (first === undefined) return null;
  const count = approvals.length;
  return (
    <section aria-label={t("title", { count })} className="grid gap-3 rounded-lg border border-edge bg-shelf p-4 md:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="flex min-w-0 items-center gap-2 text-small">
          <Layers aria-hidden className="size-4 shrink-0 text-silt" />
          <span>
            {t("title", { count })} <span className="text-mist">{sentence(first.action)}</span>
          </span>
        </p>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("close") : t("show")}
        </Button>
      </div>
      {open && (
        <div className="grid gap-4 border-t border-line pt-4">
          {combineDiffs(approvals).map(({ diff, approvals: theirs }) => (
            <div key={theirs[0]?.id} className="grid gap-2">
              <p translate="no" className="font-mono text-caption text-mist">
                {theirs.map(({ action }) => targetOf(action.args)).join(", ")}
              </p>
              <DiffBlock diff={diff} />
            </div>
          ))}
          <Button look="primary" disabled={disabled} className="justify-self-start" onClick={onApproveAll}>
            {t("approve", { count })}
          </Button>
        </div>
      )}
    </section>
  );
}
