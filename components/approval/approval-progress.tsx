"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ApprovalPhase } from "@/lib/fold/surface";

const steps = ["approved", "running", "verifying", "verified"] as const;

function stepOf(phase: ApprovalPhase): number {
  return phase === "undoable" ? 0 : steps.findIndex((step) => step === phase);
}

/** Where the machine is between yes and verified. */
export function ApprovalProgress({ phase }: { phase: ApprovalPhase }) {
  const t = useTranslations("approval");
  const here = stepOf(phase);
  return (
    <ol aria-label={t("progress")} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-small">
      {steps.map((step, place) => (
        <li key={step} aria-current={place === here ? "step" : undefined} className={clsx("flex items-center gap-2", place === here ? "text-biolum" : place < here ? "text-mist" : "text-silt")}>
          {place > 0 && <span aria-hidden className={clsx("w-6 border-t", place <= here ? "border-biolum" : "border-dotted border-edge")} />}
          {t(`phase.${step}`)}
        </li>
      ))}
    </ol>
  );
}
