"use client";

import { useTranslations } from "next-intl";
import type { Decision, RootCause } from "@/lib/contracts/decision";
import { CitationChip } from "./citation-chip";
import { Said } from "../ui/said";

/** One cause in words, how sure the engine is, and the proof; confidence is cut, never rounded up. */
export function RootCauseLine({ cause, decision }: { cause: RootCause; decision: Pick<Decision, "evidence"> }) {
  const t = useTranslations("decision");
  const cited = decision.evidence.flatMap((evidence, place) => (cause.evidenceIds.includes(evidence.id) ? [{ evidence, number: place + 1 }] : []));
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-body">
      <span><Said kind="rootCause" statement={cause.statement} /></span>
      <span className="text-small text-mist">{t("confidence", { percent: Math.floor(cause.confidenceRatio * 100) })}</span>
      <span className="inline-flex flex-wrap gap-1.5">
        {cited.map(({ evidence, number }) => (
          <CitationChip key={evidence.id} evidence={evidence} number={number} />
        ))}
      </span>
    </p>
  );
}
