"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import { decide, extend, undo } from "@/lib/client/decide";
import { useApprovals } from "@/lib/client/store/approvals";
import { useIsLive } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";
import { inAskingOrder } from "@/lib/fold/approvals";
import { surfaceOf } from "@/lib/fold/surface";
import { ApprovalCard } from "../approval/approval-card";
import { Section } from "../ui/section";

export interface IncidentApprovalsProps {
  incidentId: string;
  approvalIds: readonly string[];
  role: Role;
}

/** The cards of this incident that ask or are in progress, answered in place. */
export function IncidentApprovals({ incidentId, approvalIds, role }: IncidentApprovalsProps) {
  const t = useTranslations("incident");
  const { view, intents, refusals, dismissed, dismiss } = useApprovals();
  const live = useIsLive();
  const nowMs = useNow();
  const cards = inAskingOrder(Object.values(view.approvals)).filter(
    (approval) => (approval.incident.id === incidentId || approvalIds.includes(approval.id)) && surfaceOf(approval, nowMs, dismissed[approval.id] === true) === "card",
  );
  if (cards.length === 0) return null;
  return (
    <Section heading={t("approvals")}>
      {cards.map((approval) => (
        <ApprovalCard
          key={approval.id}
          approval={approval}
          role={role}
          live={live}
          intent={intents[approval.id]}
          refusal={refusals[approval.id]}
          onDecide={(decision, reason) => void decide(approval, decision, reason)}
          onUndo={() => void undo(approval)}
          onExtend={() => void extend(approval)}
          onDismiss={() => dismiss(approval.id)}
        />
      ))}
    </Section>
  );
}
