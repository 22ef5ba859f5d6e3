"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Intent } from "@/lib/client/store/approvals";
import type { Approval } from "@/lib/contracts/approval";
import type { ApprovalPhase } from "@/lib/fold/surface";
import { isSettled, needsLook } from "@/lib/fold/surface";
import { Deadline } from "./deadline";
import { ExtendButton } from "./extend-button";
import { RiskMark } from "./risk-mark";
import { IncidentTitle } from "../incident/incident-title";

/** The top line of a card: whose turn it is, how risky, which incident, and how long there is. */
export function CardHead({ approval, phase, intent, disabled, onExtend }: { approval: Approval; phase: ApprovalPhase; intent: Intent | undefined; disabled: boolean; onExtend: (() => void) | undefined }) {
  const t = useTranslations("approval");
  const answered = intent === "approve" || intent === "deny" ? intent : null;
  const pending = phase === "pending" && answered === null;
  const claw = pending || needsLook(phase);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-caption">
      {claw ? (
        <span className="inline-flex items-center gap-1.5 font-medium text-claw">
          <span aria-hidden>{"▲"}</span>
          {pending ? t("needsYou") : t("needsLook")}
          <span aria-hidden>{"·"}</span>
          <RiskMark tier={approval.action.risk} />
        </span>
      ) : answered !== null ? (
        <span className={answered === "approve" ? "text-biolum" : "text-mist"}>{t(`sending.${answered}`)}</span>
      ) : (
        <span className={phase === "drifted" ? "text-ember" : isSettled(phase) ? "text-silt" : "text-biolum"}>{isSettled(phase) ? t(`phase.${phase}`) : t("machineActs")}</span>
      )}
      <Link href={`/incidents/${approval.incident.id}`} className="row -my-2 inline-flex items-center text-mist underline-offset-4 hover:text-foam hover:underline">
        <span className="sr-only">{t("incident")} </span>
        <IncidentTitle title={approval.incident.title} />
      </Link>
      {pending && (
        <span className="ml-auto inline-flex items-center gap-1">
          <Deadline expiresAt={approval.expiresAt} />
          {onExtend && <ExtendButton approval={approval} disabled={disabled} onExtend={onExtend} />}
        </span>
      )}
    </div>
  );
}
