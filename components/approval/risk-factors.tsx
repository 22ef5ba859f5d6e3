"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { Risk } from "@/lib/contracts/decision";
import { useSay } from "@/lib/i18n/use-say";

/** How the tier was reached: each factor, what was observed, and what it added. */
export function RiskFactors({ risk }: { risk: Risk }) {
  const t = useTranslations("risk");
  const say = useSay();
  const formatter = useFormatter();
  return (
    <section className="grid content-start gap-2">
      <h4 className="text-caption text-silt">{t("factors")}</h4>
      <ul className="grid gap-1 text-small">
        {risk.factors.map((factor) => (
          <li key={factor.code} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span>
              {say.code("risk.factor", factor.code)}{" "}
              <span className="text-mist">{typeof factor.observed === "number" ? formatter.number(factor.observed, { maximumFractionDigits: 2 }) : say.knows("policy.value", factor.observed) ? say.code("policy.value", factor.observed) : factor.observed}</span>
            </span>
            <span className="text-caption text-silt">{t("points", { points: factor.points })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
