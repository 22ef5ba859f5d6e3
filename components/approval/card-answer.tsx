"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { FailureCode } from "@/lib/client/problem";
import type { Intent } from "@/lib/client/store/approvals";
import type { Approval } from "@/lib/contracts/approval";
import type { ApprovalPhase } from "@/lib/fold/surface";
import { isSettled } from "@/lib/fold/surface";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/use-loaded";
import { ApprovalProgress } from "./approval-progress";
import { DecisionControls } from "./decision-controls";
import { DenyReasonsOf } from "./deny-reasons";
import type { ControlMode } from "./decision-rules";
import { DecidedBy, SettledNote } from "./settled-note";
import { UndoBar } from "./undo-bar";

export interface CardAnswerProps {
  approval: Approval;
  phase: ApprovalPhase;
  intent: Intent | undefined;
  refusal: FailureCode | undefined;
  mode: ControlMode;
  disabled: boolean;
  blockedBy: "offline" | "viewer" | null;
  onMode: (mode: ControlMode) => void;
  onAnswer: (decision: "approve" | "deny", reason?: string) => void;
  onUndo: () => void;
  onDismiss: (() => void) | undefined;
}

/** The part of a card that answers: the question, the undo, the progress, or the end. */
export function CardAnswer(props: CardAnswerProps) {
  return (
    <div className="grid min-w-0 flex-1 basis-72 gap-3">
      {props.refusal === "step_up_required" && props.phase === "pending" && props.intent === undefined && <Proof onProven={() => props.onAnswer("approve")} />}
      {props.refusal && props.refusal !== "step_up_required" && !(props.refusal === "already_settled" && props.phase === "pending") && <Refusal code={props.refusal} />}
      <Answer {...props} />
    </div>
  );
}

function Answer({ approval, phase, intent, mode, disabled, blockedBy, onMode, onAnswer, onUndo, onDismiss }: CardAnswerProps) {
  const t = useTranslations("approval");
  if (intent !== undefined && intent !== "extend") {
    return (
      <p aria-hidden className={intent === "deny" ? "text-small text-mist" : "text-small text-biolum"}>
        {t(`sending.${intent}`)}
      </p>
    );
  }
  if (phase === "pending") {
    return (
      <>
        <DecisionControls
          tier={approval.action.risk}
          targetName={String(approval.action.args.name ?? approval.action.tool)}
          mode={mode}
          disabled={disabled}
          onMode={onMode}
          onApprove={() => onAnswer("approve")}
          denyReasons={<DenyReasonsOf id={approval.id} onDeny={(reason) => onAnswer("deny", reason)} onCancel={() => onMode("idle")} />}
        />
        {approval.firstApproval && <p className="text-small text-mist">{t("firstOfTwo", { name: approval.firstApproval.by.name })}</p>}
        {blockedBy && <p className="text-caption text-mist">{t(blockedBy)}</p>}
      </>
    );
  }
  if (isSettled(phase)) return <SettledNote approval={approval} phase={phase} onDismiss={onDismiss} />;
  return (
    <>
      {phase === "undoable" && approval.executeAfter !== null && <UndoBar executeAfter={approval.executeAfter} disabled={blockedBy !== null} onUndo={onUndo} />}
      <ApprovalProgress phase={phase} />
      <DecidedBy approval={approval} />
    </>
  );
}

/** Rare enough that its code comes when it is needed. */
function Proof({ onProven }: { onProven: () => void }) {
  const [StepUp, load] = useLoaded(() => import("./step-up").then((module) => module.StepUp));
  useEffect(load, [load]);
  return StepUp === null ? <Skeleton className="h-24 w-full max-w-sm" /> : <StepUp onProven={onProven} />;
}

function Refusal({ code }: { code: FailureCode }) {
  const t = useTranslations("failure");
  return (
    <p role="alert" className="flex items-start gap-2 text-small text-ember">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t(code)}
    </p>
  );
}
