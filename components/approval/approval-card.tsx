"use client";

import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";
import { useId, useRef, useState } from "react";
import { useNow } from "@/lib/client/clock";
import type { FailureCode } from "@/lib/client/problem";
import type { Intent } from "@/lib/client/store/approvals";
import { usePreferences } from "@/lib/client/store/preferences";
import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { isSettled, needsLook, phaseOf } from "@/lib/fold/surface";
import { secondsUntil } from "@/lib/time";
import { RootCauseLine } from "../decision/root-cause-line";
import { isWriting } from "../shell/use-shortcuts";
import { Button } from "../ui/button";
import { useActionSentence } from "./action-sentence";
import { CardAnswer } from "./card-answer";
import { CardDetails } from "./card-details";
import { CardHead } from "./card-head";
import { ConsequencePair } from "./consequence-pair";
import type { ControlMode } from "./decision-rules";
import { frictionOf, mayDecide, onApproveKey } from "./decision-rules";
import { useKeptFocus } from "./use-kept-focus";

export interface ApprovalCardProps {
  approval: Approval;
  role: Role;
  /** False while what is shown may be out of date: nothing can be decided then, and nothing is queued. */
  live: boolean;
  intent: Intent | undefined;
  refusal: FailureCode | undefined;
  onDecide: (decision: "approve" | "deny", reason?: string) => void;
  onUndo: () => void;
  onDismiss: () => void;
}

/** One question to a person: consequences first, then the act, its reasons, and an answer shaped by its risk. */
export function ApprovalCard(props: ApprovalCardProps) {
  const { approval, role, live, intent, refusal, onDecide, onUndo, onDismiss } = props;
  const t = useTranslations("approval");
  const sentence = useActionSentence();
  const shortcuts = usePreferences((store) => store.shortcuts);
  const nowMs = useNow();
  const [open, setOpen] = useState(false);
  const [mode, setMode] = useState<ControlMode>("idle");
  const card = useRef<HTMLElement>(null);
  const titleId = useId();
  useKeptFocus(card, approval.id);

  const phase = phaseOf(approval, nowMs);
  const overdue = phase === "pending" && secondsUntil(approval.expiresAt, nowMs) === 0;
  const allowed = mayDecide(role, approval.action.risk);
  const disabled = !live || !allowed || overdue || intent !== undefined;

  function answer(decision: "approve" | "deny", reason?: string) {
    if (disabled || phase !== "pending") return;
    setMode("idle");
    card.current?.focus({ preventScroll: true });
    onDecide(decision, reason);
  }

  function takeBack() {
    if (!live || intent !== undefined || phase !== "undoable") return;
    card.current?.focus({ preventScroll: true });
    onUndo();
  }

  const keys: Record<string, () => void> = {
    a: () => {
      if (disabled || phase !== "pending") return;
      const next = onApproveKey(frictionOf(approval.action.risk), mode);
      if (next === "decide") answer("approve");
      else setMode(next);
    },
    d: () => !disabled && phase === "pending" && setMode("denying"),
    z: takeBack,
  };

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const fromOutside = !(event.target instanceof Node) || !event.currentTarget.contains(event.target);
    if (fromOutside || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
    if (event.key === "Escape" && mode !== "idle") {
      event.preventDefault();
      setMode("idle");
      return;
    }
    if (event.key === "Enter" && event.target === event.currentTarget) {
      event.preventDefault();
      if (mode === "confirming") answer("approve");
      else setOpen(!open);
      return;
    }
    const act = shortcuts ? keys[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  const acting = intent === "approve" || (!isSettled(phase) && phase !== "pending");
  const [rootCause] = approval.decision.rootCauses;
  return (
    <article
      ref={card}
      data-card={approval.id}
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-busy={intent !== undefined}
      onKeyDown={onKeyDown}
      className={clsx(
        "grid animate-surface gap-4 rounded-lg border bg-shelf p-4 transition-colors duration-200 md:p-6",
        acting ? "dotted-edge" : phase === "pending" || needsLook(phase) ? "border-claw" : "border-line",
        intent === "deny" && "opacity-70",
      )}
    >
      <span role="status" className="sr-only">
        {intent !== undefined ? t(`sending.${intent}`) : phase === "pending" ? "" : t("announcePhase", { action: sentence(approval.action), phase: t(`phase.${phase}`) })}
      </span>
      <CardHead approval={approval} phase={phase} />
      {(phase === "pending" || phase === "undoable") && <ConsequencePair consequences={approval.consequences} />}
      <div className="grid gap-1">
        <h3 id={titleId} className="text-lead font-medium">
          {sentence(approval.action)}
        </h3>
        {rootCause && <RootCauseLine cause={rootCause} decision={approval.decision} />}
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <CardAnswer
          approval={approval}
          phase={phase}
          intent={intent}
          refusal={refusal}
          mode={mode}
          disabled={disabled}
          blockedBy={!live ? "offline" : !allowed ? "viewer" : null}
          onMode={setMode}
          onAnswer={answer}
          onUndo={takeBack}
          onDismiss={onDismiss}
        />
        <Button look="quiet" className="-mr-3 ml-auto" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronDown aria-hidden className={clsx("size-4 transition-transform duration-200", open && "rotate-180")} />
          {open ? t("detailsClose") : t("details")}
        </Button>
      </div>
      {open && <CardDetails approval={approval} />}
    </article>
  );
}
