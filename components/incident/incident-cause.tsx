"use client";

import { useTranslations } from "next-intl";
import type { Decision } from "@/lib/contracts/decision";
import { Abstention } from "../decision/abstention";
import { EvidenceTrail } from "../decision/evidence-trail";
import { RootCauseLine } from "../decision/root-cause-line";
import { Section } from "../ui/section";

/** Why it happened as far as the engine knows, with its evidence; or that it does not know. `notYet` looks back to before it did. */
export function IncidentCause({ decision, notYet = false }: { decision: Decision | null; notYet?: boolean }) {
  const t = useTranslations("decision");
  return (
    <Section heading={t("title")}>
      {decision === null || notYet ? (
        <p className="text-body text-mist">{t(notYet ? "notYet" : "pending")}</p>
      ) : (
        <div className="grid gap-5">
          {decision.abstention && <Abstention statement={decision.abstention} />}
          {decision.rootCauses.length > 0 && (
            <ol className="grid gap-2">
              {[...decision.rootCauses]
                .sort((a, b) => a.rank - b.rank)
                .map((cause) => (
                  <li key={cause.rank}>
                    <RootCauseLine cause={cause} decision={decision} />
                  </li>
                ))}
            </ol>
          )}
          <EvidenceTrail decision={decision} />
        </div>
      )}
    </Section>
  );
}
