"use client";

import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Decision, Evidence } from "@/lib/contracts/decision";
import { useSay } from "@/lib/i18n/use-say";
import { entityId, EntityName } from "../entity/entity-name";
import { CitationChip } from "./citation-chip";
import { CodeWord, Said } from "../ui/said";

type Cited = { evidence: Evidence; number: number };

/** All that was observed, what supports the leading cause and what speaks against it side by side, what belongs to other explanations folded away, and what could not be asked with what would let it be. */
export function EvidenceTrail({ decision }: { decision: Pick<Decision, "evidence" | "missing"> & Partial<Pick<Decision, "rootCauses">> }) {
  const t = useTranslations("evidence");
  const cited = decision.evidence.map((evidence, place) => ({ evidence, number: place + 1 }));
  const [leading] = [...(decision.rootCauses ?? [])].sort((a, b) => a.rank - b.rank);
  const near = (stance: Evidence["stance"]) => cited.filter(({ evidence }) => evidence.stance === stance && (leading === undefined || leading.evidenceIds.includes(evidence.id) || entityId(evidence.entity) === entityId(leading.entity)));
  const shown = [...near("for"), ...near("against")];
  const others = cited.filter((item) => !shown.includes(item));
  return (
    <div className="grid gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <Side heading={t("for")} none={t("noneFor")} cited={near("for")} icon={<Plus aria-hidden className="size-3.5" />} />
        <Side heading={t("against")} none={t("noneAgainst")} cited={near("against")} icon={<Minus aria-hidden className="size-3.5" />} />
      </div>
      {others.length > 0 && (
        <details>
          <summary className="row inline-flex items-center text-small text-ultra">{t("others", { count: others.length })}</summary>
          <Cited cited={others} />
        </details>
      )}
      <MissingEvidence missing={decision.missing} />
    </div>
  );
}

function Side({ heading, none, cited, icon }: { heading: string; none: string; cited: readonly Cited[]; icon: ReactNode }) {
  return (
    <section className="grid content-start gap-2">
      <h3 className="flex items-center gap-1.5 text-caption text-silt">
        {icon}
        {heading}
      </h3>
      {cited.length === 0 ? (
        <p className="text-small text-mist">{none}</p>
      ) : (
        <Cited cited={cited} />
      )}
    </section>
  );
}

function Cited({ cited }: { cited: readonly Cited[] }) {
  const t = useTranslations("evidence");
  return (
    <ul className="grid gap-2">
      {cited.map(({ evidence, number }) => (
        <li key={evidence.id} className="flex items-start gap-3 text-small">
          <CitationChip evidence={evidence} number={number} />
          <span>
            <Said kind="finding" statement={evidence.finding} />
            <span className="block text-caption text-silt">
              <EntityName entity={evidence.entity} /> · {t(`system.${evidence.system}`)}
            </span>
          </span>
        </li>
      ))}
    </ul>
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
