"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useNow } from "@/lib/client/clock";
import type { FailureCode } from "@/lib/client/problem";
import type { Intent } from "@/lib/client/store/approvals";
import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { inAskingOrder } from "@/lib/fold/approvals";
import { phaseOf, surfaceOf } from "@/lib/fold/surface";
import { useShortcuts } from "../shell/use-shortcuts";
import { Button } from "../ui/button";
import { useLoaded } from "../ui/use-loaded";
import { ApprovalCard } from "./approval-card";
import { Calm } from "./calm";
import { mayDecide } from "./decision-rules";
import { identicalLowRisks } from "./identical";
import { ReceiptLine } from "./receipt-line";
import { useHeldOrder } from "./use-held-order";

export interface DecisionZoneProps {
  approvals: readonly Approval[];
  /** Incidents that are not over; with some of them the sea is not calm, even when nothing is asked. */
  openIncidents: number;
  role: Role;
  live: boolean;
  intents: Readonly<Record<string, Intent>>;
  refusals: Readonly<Record<string, FailureCode>>;
  dismissed: Readonly<Record<string, true>>;
  onDecide: (approval: Approval, decision: "approve" | "deny", reason?: string) => void;
  onUndo: (approval: Approval) => void;
  onDismiss: (id: string) => void;
  /** Without it nothing can be extended. */
  onExtend?: (approval: Approval) => void;
  /** Without it every card is answered by itself. */
  onDecideAll?: (approvals: readonly Approval[]) => void;
  /** Cards of incidents that the machine does not know what to do about; false when there are none. */
  handedOver?: ReactNode;
}

/** What has risen above the waterline: cards that ask, cards in progress, and the receipts of those just settled. */
export function DecisionZone({ approvals, openIncidents, role, live, intents, refusals, dismissed, onDecide, onUndo, onDismiss, onExtend, onDecideAll, handedOver = false }: DecisionZoneProps) {
  const t = useTranslations("approval");
  const nowMs = useNow();
  const zone = useRef<HTMLElement>(null);
  const ordered = inAskingOrder(approvals);
  const surfaces = new Map(ordered.map((approval) => [approval.id, surfaceOf(approval, nowMs, dismissed[approval.id] === true)]));
  const { shown, waiting, release, region } = useHeldOrder((held) =>
    ordered.filter(({ id }) => surfaces.get(id) === "card" || (surfaces.get(id) === "receipt" && held.includes(id))).map(({ id }) => id),
  );
  const byId = new Map(ordered.map((approval) => [approval.id, approval]));
  const cards = shown.flatMap((id) => byId.get(id) ?? []);
  const receipts = ordered.filter(({ id }) => surfaces.get(id) === "receipt" && !shown.includes(id));
  const pending = ordered.filter((approval) => approval.status === "pending").length;
  const [Bulk, loadBulk] = useLoaded(() => import("./bulk-bar").then((module) => module.BulkBar));
  const alike = onDecideAll === undefined || !mayDecide(role, "low") ? [] : identicalLowRisks(cards.filter(({ id }) => intents[id] === undefined));
  const bulk = alike.length > 0;
  useEffect(() => {
    if (bulk) loadBulk();
  }, [bulk, loadBulk]);

  function step(by: 1 | -1) {
    const all = [...(zone.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
    const here = all.findIndex((card) => card.contains(document.activeElement));
    const next = all[here === -1 ? (by === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by))];
    next?.focus();
  }
  /** Lets a card go; the focus that was in it stays in the zone. */
  function sink(id: string) {
    const others = [...(zone.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [])].filter((card) => card.dataset.card !== id);
    (others[0] ?? zone.current)?.focus({ preventScroll: true });
    onDismiss(id);
  }
  const toFirst = () => step(1);
  useShortcuts({ next: () => step(1), previous: () => step(-1), approve: toFirst, deny: toFirst, undo: toFirst, evidence: toFirst, source: toFirst, extend: toFirst });

  return (
    <section ref={zone} tabIndex={-1} aria-labelledby="decision-zone" className="grid gap-4 outline-none" {...region}>
      <h2 id="decision-zone" className="sr-only">
        {t("zone")}
      </h2>
      <p role="status" className="sr-only">
        {pending > 0 ? t("announceNew", { count: pending }) : ""}
      </p>
      {waiting > 0 && (
        <Button className="sticky top-2 z-10 justify-self-center bg-shelf" onClick={release}>
          <span aria-hidden className="text-claw">
            {"▲"}
          </span>
          {t("waiting", { count: waiting })}
        </Button>
      )}
      {Bulk !== null && alike.map((group) => <Bulk key={group[0]?.id} approvals={group} disabled={!live} onApproveAll={() => onDecideAll?.(group)} />)}
      {cards.map((approval) => (
        <ApprovalCard
          key={approval.id}
          approval={approval}
          role={role}
          live={live}
          intent={intents[approval.id]}
          refusal={refusals[approval.id]}
          onDecide={(decision, reason) => onDecide(approval, decision, reason)}
          onUndo={() => onUndo(approval)}
          onDismiss={() => sink(approval.id)}
          {...(onExtend === undefined ? {} : { onExtend: () => onExtend(approval) })}
        />
      ))}
      {handedOver}
      {cards.length === 0 && handedOver === false && <Calm openIncidents={openIncidents} live={live} className={receipts.length === 0 ? "pb-14" : "pb-2"} />}
      {receipts.length > 0 && (
        <ul aria-label={t("receipts")} className="grid gap-1 pb-9">
          {receipts.map((approval) => (
            <ReceiptLine key={approval.id} approval={approval} phase={phaseOf(approval, nowMs)} />
          ))}
        </ul>
      )}
    </section>
  );
}
