"use client";

import { useTranslations } from "next-intl";
import type { Risk } from "@/lib/contracts/decision";
import { ObservedValue } from "../ui/observed-value";
import { CodeWord } from "../ui/said";

/** How the tier was reached: each factor, what was observed, and what it added. */
export function RiskFactors({ risk }: { risk: Risk }) {
  const t = useTranslations("risk");
  return (
    <section className="grid content-start gap-2">
      <h3 className="text-caption text-silt">{t("factors")}</h3>
      <ul className="grid gap-1 text-small">
        {risk.factors.map((factor) => (
          <li key={factor.code} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span>
              <CodeWord group="risk.factor" code={factor.code} />{" "}
              <span className="text-mist"><ObservedValue value={factor.observed} /></span>
            </span>
            <span className="text-caption text-silt">{t("points", { points: factor.points })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
