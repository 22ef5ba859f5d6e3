"use client";

import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { useNow } from "@/lib/client/clock";
import type { FailureCode } from "@/lib/client/problem";
import type { Intent } from "@/lib/client/store/approvals";
import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { isSettled, needsLook, phaseOf } from "@/lib/fold/surface";
import { secondsUntil } from "@/lib/time";
import { RootCauseLine } from "../decision/root-cause-line";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/use-loaded";
import { useActionSentence } from "./action-sentence";
import { CardAnswer } from "./card-answer";
import { CardHead } from "./card-head";
import { ConsequencePair } from "./consequence-pair";
import type { ControlMode } from "./decision-rules";
import { frictionOf, mayDecide, onApproveKey } from "./decision-rules";
import { PrecedentOf } from "./precedent-strip";
import { useCardKeys } from "./use-card-keys";
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
  /** Puts a settled card away; without it the card stays. */
  onDismiss?: () => void;
  /** Gives it half an hour more; without it the card offers no extension. */
  onExtend?: () => void;
  /** It is the whole page: everything is shown, and the answer stays in reach of a thumb. */
  alone?: boolean;
}

/** One question to a person: consequences first, then the act, its reasons, and an answer shaped by its risk. */
export function ApprovalCard(props: ApprovalCardProps) {
  const { approval, role, live, intent, refusal, onDecide, onUndo, onDismiss, onExtend, alone = false } = props;
  const t = useTranslations("approval");
  const sentence = useActionSentence();
  const nowMs = useNow();
  const [open, setOpen] = useState(alone);
  const [mode, setMode] = useState<ControlMode>("idle");
  const card = useRef<HTMLElement>(null);
  const titleId = useId();
  const detailsId = useId();
  useKeptFocus(card, approval.id);
  const [Details, loadDetails] = useLoaded(() => import("./card-details").then((module) => module.CardDetails));
  useEffect(() => {
    if (open) loadDetails();
  }, [open, loadDetails]);

  const phase = phaseOf(approval, nowMs);
  const overdue = phase === "pending" && secondsUntil(approval.expiresAt, nowMs) === 0;
  const allowed = mayDecide(role, approval.action.risk);
  const disabled = !live || !allowed || overdue || intent !== undefined;
  const asks = phase === "pending" && !disabled;

  function answer(decision: "approve" | "deny", reason?: string) {
    if (!asks) return;
    setMode("idle");
    card.current?.focus({ preventScroll: true });
    onDecide(decision, reason);
  }

  function takeBack() {
    if (!live || intent !== undefined || phase !== "undoable") return;
    card.current?.focus({ preventScroll: true });
    onUndo();
  }

  function approveByKey() {
    if (!asks) return;
    const next = onApproveKey(frictionOf(approval.action.risk), mode);
    if (next === "decide") answer("approve");
    else setMode(next);
  }

  const onKeyDown = useCardKeys({
    approve: approveByKey,
    deny: () => asks && setMode("denying"),
    undo: takeBack,
    extend: () => asks && onExtend?.(),
    evidence: alone ? undefined : () => setOpen(!open),
    source: () => card.current?.querySelector<HTMLElement>("[data-citations] :is(a, button)")?.click(),
    enter: () => (mode === "confirming" ? answer("approve") : setOpen(alone || !open)),
    escape: mode === "idle" ? undefined : () => setMode("idle"),
  });

  const byHand = phase === "running" && approval.action.steps !== null;
  const [Steps, loadSteps] = useLoaded(() => import("../action/playbook-steps").then((module) => module.PlaybookSteps));
  useEffect(() => {
    if (byHand) loadSteps();
  }, [byHand, loadSteps]);

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
      onPointerEnter={loadDetails}
      onFocus={loadDetails}
      className={clsx(
        "grid animate-surface grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border bg-shelf p-4 transition-colors duration-200 md:p-6",
        acting ? "dotted-edge" : phase === "pending" || needsLook(phase) ? "border-claw" : phase === "drifted" ? "border-ember" : "border-line",
        intent === "deny" && "opacity-70",
      )}
    >
      <span role="status" className="sr-only">
        {intent !== undefined ? t(`sending.${intent}`) : phase === "pending" ? "" : t("announcePhase", { action: sentence(approval.action), phase: t(`phase.${phase}`) })}
      </span>
      <CardHead approval={approval} phase={phase} intent={intent} disabled={disabled} onExtend={onExtend} />
      {(phase === "pending" || phase === "undoable") && <ConsequencePair consequences={approval.consequences} radius={approval.decision.blastRadius} />}
      <div className="grid gap-1">
        <h3 id={titleId} className="text-lead font-medium">
          {sentence(approval.action)}
        </h3>
        {rootCause && <RootCauseLine cause={rootCause} decision={approval.decision} />}
        {phase === "pending" && <PrecedentOf id={approval.id} />}
      </div>
      {byHand && Steps !== null && approval.action.steps !== null && <Steps action={approval.action} steps={approval.action.steps} role={role} live={live} />}
      {open && (
        <div id={detailsId} className={clsx("min-w-0", !alone && "order-last")}>
          {Details === null ? <Skeleton className="h-40 w-full" /> : <Details approval={approval} />}
        </div>
      )}
      <div className={clsx("flex flex-wrap items-end justify-between gap-x-6 gap-y-2", alone && "sticky bottom-0 -mx-4 -mb-4 rounded-b-lg border-t border-line bg-shelf p-4 md:-mx-6 md:-mb-6 md:px-6")}>
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
        {!alone && (
          <Button look="quiet" className="-mr-3 ml-auto" aria-expanded={open} aria-controls={open ? detailsId : undefined} onClick={() => setOpen(!open)}>
            <ChevronDown aria-hidden className={clsx("size-4 transition-transform duration-200", open && "rotate-180")} />
            {open ? t("detailsClose") : t("details")}
            <Kbd keys="e" />
          </Button>
        )}
      </div>
    </article>
  );
}
