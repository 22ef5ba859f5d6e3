"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Source, SourceTest } from "@/lib/contracts/source";
import { Blocked } from "../states/blocked";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { CopyBlock } from "../ui/copy-block";
import { Section } from "../ui/section";
import { isLocalOnly, openToOthers, recipesOf } from "./recipes";

export interface SourceSetupProps {
  source: Source;
  /** The door's secret once it was shown; null before. */
  secret: string | null;
  showing: boolean;
  showBlocked: string | null;
  showError: unknown;
  onShow: () => void;
}

/** What to paste into the tool, with the secret filled in for whoever may see it. */
export function SourceSetup({ source, secret, showing, showBlocked, showError, onShow }: SourceSetupProps) {
  const t = useTranslations("source");
  const placeholder = `<${source.secretName}>`;
  const givesSecret = source.name !== "sentry";
  return (
    <Section heading={t("configure")}>
      {source.secretCount === 0 && <p className="text-body text-ember">{t("closedHint", { variable: source.secretName })}</p>}
      {isLocalOnly(source.url) && <p className="text-small text-mist">{t("localOnly", { variable: openToOthers })}</p>}
      {givesSecret && source.secretCount > 0 && (
        <div className="grid gap-2">
          <div className="flex flex-wrap items-center gap-3">
            <Button aria-busy={showing} disabled={showing || secret !== null || showBlocked !== null} onClick={onShow}>
              <Eye aria-hidden className="size-4" />
              {showing ? t("showing") : t("show")}
            </Button>
            <p aria-live="polite" className="text-caption text-mist">
              {secret === null ? t("showHint", { placeholder }) : t("shown")}
            </p>
          </div>
          <Blocked reason={showBlocked} />
          <Refused error={showError} />
        </div>
      )}
      {recipesOf(source, secret ?? placeholder).map(({ step, text }) => (
        <div key={step} className="grid gap-1">
          <p className="max-w-2xl text-body text-mist">{t(`step.${step}`)}</p>
          <CopyBlock label={t(`block.${step}`)} text={text} />
        </div>
      ))}
    </Section>
  );
}

export interface SourceCheckProps {
  source: Source;
  result: SourceTest | null;
  testing: boolean;
  blocked: string | null;
  error: unknown;
  onTest: () => void;
}

/** A button that sends a delivery through the door, and how far it came. */
export function SourceCheck({ source, result, testing, blocked, error, onTest }: SourceCheckProps) {
  const t = useTranslations("source");
  return (
    <div className="grid justify-items-start gap-2">
      <Button look="strong" aria-busy={testing} disabled={testing || blocked !== null} onClick={onTest}>
        {testing ? t("testing") : t("test")}
      </Button>
      <p className="max-w-2xl text-caption text-silt">{t("testHint")}</p>
      <Blocked reason={blocked} />
      <div aria-live="polite">
        {result !== null && (
          <p className={`max-w-2xl border-l-2 pl-3 text-small ${result.outcome === "digested" ? "border-kelp text-kelp" : "border-ember text-ember"}`}>{t(`tested.${result.outcome}`, { ms: result.tookMs, status: result.status ?? 0, url: result.url, variable: source.secretName })}</p>
        )}
      </div>
      <Refused error={error} />
    </div>
  );
}
