"use client";

import clsx from "clsx";
import { CirclePause, CirclePlay } from "lucide-react";
import { useTranslations } from "next-intl";
import { Kbd } from "../ui/kbd";
import { printKey, shortcuts } from "./shortcuts";
import type { BrakeState } from "./use-brake";

/** The global brake, visible everywhere; its state is a word, not only a colour. */
export function Brake({ paused, busy, disabled, press }: BrakeState) {
  const t = useTranslations("automation");
  const text = paused ? t("resume") : t("pause");
  const Icon = paused ? CirclePlay : CirclePause;
  return (
    <button
      type="button"
      aria-busy={busy}
      disabled={disabled || busy}
      onClick={press}
      title={text}
      className={clsx("row inline-flex shrink-0 items-center gap-2 rounded-md border px-2 text-small transition-colors disabled:opacity-60", paused ? "border-ember text-ember" : "border-line text-mist hover:bg-reef hover:text-foam")}
    >
      <Icon aria-hidden className="size-4" />
      <span className="max-md:sr-only">{text}</span>
      <Kbd keys={printKey(shortcuts.brake)} className="max-lg:hidden!" />
    </button>
  );
}
