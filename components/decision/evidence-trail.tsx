"use client";

import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Decision, Evidence } from "@/lib/contracts/decision";
import { useSay } from "@/lib/i18n/use-say";
import { EntityName } from "../entity/entity-name";
import { CitationChip } from "./citation-chip";
import { CodeWord, Said } from "../ui/said";

type Cited = { evidence: Evidence; number: number };

/** All that was observed, what supports the cause and what speaks against it side by side, and what could not be asked with what would let it be. */
export function EvidenceTrail({ decision }: { decision: Pick<Decision, "evidence" | "missing"> }) {
  const t = useTranslations("evidence");
  const cited = decision.evidence.map((evidence, place) => ({ evidence, number: place + 1 }));
  return (
    <div className="grid gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <Side heading={t("for")} none={t("noneFor")} cited={cited.filter((item) => item.evidence.stance === "for")} icon={<Plus aria-hidden className="size-3.5" />} />
        <Side heading={t("against")} none={t("noneAgainst")} cited={cited.filter((item) => item.evidence.stance === "against")} icon={<Minus aria-hidden className="size-3.5" />} />
      </div>
      <MissingEvidence missing={decision.missing} />
    </div>
  );
}

function Side({ heading, none, cited, icon }: { heading: string; none: string; cited: readonly Cited[]; icon: ReactNode }) {
  const t = useTranslations("evidence.system");
  return (
    <section className="grid content-start gap-2">
      <h3 className="flex items-center gap-1.5 text-caption text-silt">
        {icon}
        {heading}
      </h3>
      {cited.length === 0 ? (
        <p className="text-small text-mist">{none}</p>
      ) : (
        <ul className="grid gap-2">
          {cited.map(({ evidence, number }) => (
            <li key={evidence.id} className="flex items-start gap-3 text-small">
              <CitationChip evidence={evidence} number={number} />
              <span>
                <Said kind="finding" statement={evidence.finding} />
                <span className="block text-caption text-silt">
                  <EntityName entity={evidence.entity} /> · {t(evidence.system)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function MissingEvidence({ missing }: { missing: Decision["missing"] }) {
  const t = useTranslations("evidence");
  const say = useSay();
  if (missing.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h3 className="text-caption text-silt">{t("missingTitle")}</h3>
      <ul className="grid gap-1 text-small">
        {missing.map((gap) => (
          <li key={`${gap.system}:${gap.query}`}>
            <CodeWord group="evidence.system" code={gap.system} /> · <Said kind="missing" statement={gap.reason} />
            <span translate="no" className="block font-mono text-caption break-all text-silt">
              {gap.query}
            </span>
            {gap.wouldSettle === undefined ? null : <span className="block text-mist">{t("wouldSettle", { how: say.statement("settle", gap.wouldSettle) })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
