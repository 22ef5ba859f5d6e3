"use client";

import { CircleCheck, Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Automation } from "@/lib/contracts/automation";
import { Blocked } from "../states/blocked";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { Section } from "../ui/section";

export interface BrakeControlProps {
  automation: Automation;
  busy: boolean;
  blocked: string | null;
  error: unknown;
  onPress: () => void;
}

/** The global brake with its say, and whether what automation leans on answers. */
export function BrakeControl({ automation: { paused, fault }, busy, blocked, error, onPress }: BrakeControlProps) {
  const t = useTranslations("automation");
  const Icon = fault === null ? CircleCheck : Clock;
  return (
    <>
      <Section heading={t("brakeTitle")}>
        <p className={paused ? "text-body text-ember" : "text-body text-mist"}>{paused ? t("brakeOn") : t("brakeOff")}</p>
        <div>
          <Button aria-busy={busy} disabled={busy || blocked !== null} onClick={onPress}>
            {paused ? t("resume") : t("pause")}
          </Button>
        </div>
        <Refused error={error} />
        <Blocked reason={blocked} />
        <p className="text-caption text-silt">{t("brakeHint")}</p>
      </Section>
      <Section heading={t("health")}>
        <p className={`flex items-start gap-2 text-body ${fault === null ? "text-mist" : "text-ember"}`}>
          <Icon aria-hidden className="mt-1 size-4 shrink-0" />
          {fault === null ? t("healthy") : t(`fault.${fault}`)}
        </p>
      </Section>
    </>
  );
}
