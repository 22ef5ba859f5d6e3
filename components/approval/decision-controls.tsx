"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RiskTier } from "@/lib/contracts/decision";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import type { ControlMode } from "./decision-rules";
import { frictionOf } from "./decision-rules";
import { HoldButton } from "./hold-button";
import { TypeToApprove } from "./type-to-approve";

export interface DecisionControlsProps {
  tier: RiskTier;
  /** What has to be typed for a critical action. */
  targetName: string;
  mode: ControlMode;
  disabled: boolean;
  onMode: (mode: ControlMode) => void;
  onApprove: () => void;
  /** What a denial asks before it is sent. */
  denyReasons: ReactNode;
}

/** Yes and no, with as much friction as the risk asks for. */
export function DecisionControls({ tier, targetName, mode, disabled, onMode, onApprove, denyReasons }: DecisionControlsProps) {
  const t = useTranslations("approval");
  if (mode === "denying") return denyReasons;
  if (mode === "typing") return <TypeToApprove name={targetName} disabled={disabled} onConfirm={onApprove} onCancel={() => onMode("idle")} />;
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:[&>button]:h-12 max-sm:[&>button]:flex-1" onKeyDown={(event) => event.key === "Escape" && onMode("idle")}>
      {frictionOf(tier) === "hold" ? (
        <HoldButton confirming={mode === "confirming"} disabled={disabled} onConfirm={onApprove} onShort={() => onMode("confirming")} />
      ) : (
        <Button look="primary" disabled={disabled} onClick={() => (frictionOf(tier) === "type" ? onMode("typing") : onApprove())}>
          {t("approve")}
          <Kbd keys="a" />
        </Button>
      )}
      <Button disabled={disabled} onClick={() => onMode("denying")}>
        {t("deny")}
        <Kbd keys="d" />
      </Button>
      {mode === "confirming" && (
        <Button look="quiet" onClick={() => onMode("idle")}>
          {t("cancel")}
        </Button>
      )}
      <span role="status" className="sr-only">
        {mode === "confirming" ? t("confirmAgain") : ""}
      </span>
    </div>
  );
}
