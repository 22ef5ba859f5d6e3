"use client";

import { Ban, Check, Clock, Shuffle, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { Approval } from "@/lib/contracts/approval";
import type { ApprovalPhase } from "@/lib/fold/surface";
import { needsLook } from "@/lib/fold/surface";
import { Button } from "../ui/button";
import { knownReason } from "./decision-rules";
import { Said } from "../ui/said";

const icons = { verified: Check, failed: TriangleAlert, unknown: TriangleAlert, expired: Clock, drifted: Shuffle } as const;

/** The icon and tone of a settled phase. */
export function settledLook(phase: ApprovalPhase) {
  const Icon = phase in icons ? icons[phase as keyof typeof icons] : Ban;
  const tone = phase === "verified" ? "text-kelp" : needsLook(phase) ? "text-claw" : phase === "expired" || phase === "drifted" ? "text-ember" : "text-mist";
  return { Icon, tone };
}

/** How it ended, in words, and by whom. */
export function SettledNote({ approval, phase, onDismiss }: { approval: Approval; phase: ApprovalPhase; onDismiss: (() => void) | undefined }) {
  const t = useTranslations("approval");
  const { Icon, tone } = settledLook(phase);
  const reason = knownReason(approval.reason);
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="flex items-start gap-3">
        <Icon aria-hidden className={`mt-1 size-4 shrink-0 ${tone}`} />
        <div>
          <p className={`text-body ${tone}`}>{t(`phase.${phase}`)}</p>
          {approval.action.outcome && <p className="text-small text-mist"><Said kind="outcome" statement={approval.action.outcome} /></p>}
          {phase === "drifted" && <p className="text-small text-mist">{t("driftedNext")}</p>}
          {approval.reason !== null && <p className="text-small text-mist">{reason === undefined ? approval.reason : t(`reason.${reason}`)}</p>}
          <DecidedBy approval={approval} />
        </div>
      </div>
      {onDismiss && (
        <Button className="self-end" onClick={onDismiss}>
          {t("dismiss")}
        </Button>
      )}
    </div>
  );
}

/** Who decided, through which door, and when. */
export function DecidedBy({ approval }: { approval: Approval }) {
  const t = useTranslations("approval");
  const tChannel = useTranslations("event.channel");
  const format = useFormatter();
  if (approval.decidedBy === null || approval.decidedAt === null || approval.channel === null) return null;
  return <p className="text-caption text-silt">{t("by", { name: approval.decidedBy.name, channel: tChannel(approval.channel), time: format.dateTime(new Date(approval.decidedAt), "precise") })}</p>;
}
