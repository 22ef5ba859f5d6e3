"use client";

import { useTranslations } from "next-intl";
import type { Decision, RootCause } from "@/lib/contracts/decision";
import { entityId } from "../entity/entity-name";
import { CitationChip } from "./citation-chip";
import { Said } from "../ui/said";

/** One cause in words, how sure the engine is, the proof, and beside it what speaks against it; confidence is cut, never rounded up. */
export function RootCauseLine({ cause, decision }: { cause: RootCause; decision: Pick<Decision, "evidence"> }) {
  const t = useTranslations("decision");
  const numbered = decision.evidence.map((evidence, place) => ({ evidence, number: place + 1 }));
  const cited = numbered.filter(({ evidence }) => evidence.stance === "for" && cause.evidenceIds.includes(evidence.id));
  const against = numbered.filter(({ evidence }) => evidence.stance === "against" && (cause.evidenceIds.includes(evidence.id) || entityId(evidence.entity) === entityId(cause.entity)));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-body">
      <span><Said kind="rootCause" statement={cause.statement} /></span>
      <span className="text-small text-mist">{t("confidence", { percent: Math.floor(cause.confidenceRatio * 100) })}</span>
      <span data-citations className="inline-flex flex-wrap gap-1.5">
        {cited.map(({ evidence, number }) => (
          <CitationChip key={evidence.id} evidence={evidence} number={number} />
        ))}
      </span>
      {against.length > 0 && (
        <span className="inline-flex flex-wrap items-center gap-1.5 text-small text-mist">
          {t("against")}
          {against.map(({ evidence, number }) => (
            <CitationChip key={evidence.id} evidence={evidence} number={number} />
          ))}
        </span>
      )}
    </div>
  );
}
