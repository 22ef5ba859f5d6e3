"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Approval } from "@/lib/contracts/approval";
import type { ApprovalPhase } from "@/lib/fold/surface";
import { ClockTime } from "../ui/clock-time";
import { useActionSentence } from "./action-sentence";
import { settledLook } from "./settled-note";

/** What is left of a settled card: one line. */
export function ReceiptLine({ approval, phase }: { approval: Approval; phase: ApprovalPhase }) {
  const t = useTranslations("approval.phase");
  const sentence = useActionSentence();
  const { Icon } = settledLook(phase);
  return (
    <li className="flex flex-wrap items-center gap-x-3 text-small text-mist">
      <Icon aria-hidden className="size-3.5 text-silt" />
      <span>{t(phase)}</span>
      <Link href={`/incidents/${approval.incident.id}`} className="row inline-flex items-center text-mist underline-offset-4 hover:text-foam hover:underline">
        {sentence(approval.action)}
      </Link>
      <ClockTime at={approval.action.finishedAt ?? approval.decidedAt ?? approval.expiresAt} look="clock" className="text-caption text-silt" />
    </li>
  );
}
