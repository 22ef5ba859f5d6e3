"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OperatingMode } from "@/lib/contracts/automation";
import { Blocked } from "../states/blocked";
import { Refused } from "../states/refused";
import { RadioList } from "../ui/radio-list";
import { Section } from "../ui/section";
import { SureButton } from "../ui/sure-button";

const modes = ["observe", "assist", "auto"] as const satisfies readonly OperatingMode[];

export interface ModeChoiceProps {
  mode: OperatingMode;
  busy: boolean;
  blocked: string | null;
  error: unknown;
  onSet: (mode: OperatingMode) => void;
}

/** How much the machine may do by itself with the live fleet; a change takes a second press. */
export function ModeChoice({ mode, busy, blocked, error, onSet }: ModeChoiceProps) {
  const t = useTranslations("automation");
  const [chosen, setChosen] = useState(mode);
  return (
    <Section heading={t("modeTitle")}>
      <RadioList label={t("modeTitle")} quiet value={chosen} disabled={blocked !== null} onChange={setChosen} options={modes.map((value) => ({ value, text: t(`mode.${value}`), hint: t(`modeHint.${value}`) }))} />
      {chosen !== mode && (
        <div>
          <SureButton look="strong" busy={busy} text={t("modeChange", { mode: t(`mode.${chosen}`) })} sure={t("modeSure", { mode: t(`mode.${chosen}`) })} onSure={() => onSet(chosen)} />
        </div>
      )}
      <Refused error={error} />
      <Blocked reason={blocked} />
      <p className="text-caption text-silt">{t("modeNote")}</p>
    </Section>
  );
}
