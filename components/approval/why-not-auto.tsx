"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { PolicyReason } from "@/lib/contracts/action";
import { useSay } from "@/lib/i18n/use-say";

/** Which rules stood against running it unasked: what they saw, and what they wanted to see. */
export function WhyNotAuto({ reasons }: { reasons: readonly PolicyReason[] }) {
  const t = useTranslations("policy");
  const say = useSay();
  return (
    <section className="grid gap-2">
      <h4 className="text-caption text-silt">{t("whyNotAuto")}</h4>
      {reasons.length === 0 ? (
        <p className="text-small text-mist">{t("allowed")}</p>
      ) : (
        <ul className="grid gap-2">
          {reasons.map((reason) => (
            <li key={reason.rule} className="text-small">
              <p>{say.code("policy.rule", reason.rule)}</p>
              <p className="flex flex-wrap gap-x-4 text-caption text-mist">
                <span>
                  {t("observed")} <Value value={reason.observed} />
                </span>
                <span>
                  {t("threshold")} <Value value={reason.threshold} />
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Value({ value }: { value: string | number }) {
  const say = useSay();
  const formatter = useFormatter();
  if (typeof value === "number") return <span className="text-foam">{formatter.number(value, { maximumFractionDigits: 2 })}</span>;
  return <span className="text-foam">{say.knows("policy.value", value) ? say.code("policy.value", value) : value}</span>;
}
