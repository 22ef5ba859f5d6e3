"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";

/** Long enough to be meant, short enough to be borne. */
const holdMs = 1_000;

export interface HoldButtonProps {
  confirming: boolean;
  disabled: boolean;
  onConfirm: () => void;
  /** A press that was too short: asks for a second one instead. */
  onShort: () => void;
}

/** Approves after being held for a second, by pointer or by Enter; a short press asks for a second press. */
export function HoldButton({ confirming, disabled, onConfirm, onShort }: HoldButtonProps) {
  const t = useTranslations("approval");
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  function press() {
    if (disabled || timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setHolding(false);
      onConfirm();
    }, holdMs);
  }

  function release(short: boolean) {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
    if (!short) return;
    if (confirming) onConfirm();
    else onShort();
  }

  return (
    <Button
      look="primary"
      disabled={disabled}
      title={t("holdHint")}
      className="relative touch-none overflow-hidden"
      onPointerDown={(event) => event.button === 0 && press()}
      onPointerUp={() => release(true)}
      onPointerLeave={() => release(false)}
      onPointerCancel={() => release(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => (event.key === "Enter" || event.key === " ") && release(true)}
      onBlur={() => release(false)}
      onClick={(event) => {
        if (event.detail !== 0) return;
        if (confirming) onConfirm();
        else onShort();
      }}
    >
      <span aria-hidden className="absolute inset-0 origin-left bg-abyss/25 transition-transform ease-linear" style={{ transform: `scaleX(${holding ? 1 : 0})`, transitionDuration: holding ? `${holdMs}ms` : "120ms" }} />
      <span className="relative">{confirming ? t("confirmAgain") : t("hold")}</span>
      <Kbd keys="a" className="relative" />
    </Button>
  );
}
