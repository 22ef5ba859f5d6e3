"use client";

import { useTranslations } from "next-intl";
import type { PolicyReason } from "@/lib/contracts/action";
import { ObservedValue } from "../ui/observed-value";
import { CodeWord, Said } from "../ui/said";

/** Which rules stood against running it unasked: what they saw, and what they wanted to see. */
export function WhyNotAuto({ reasons }: { reasons: readonly PolicyReason[] }) {
  const t = useTranslations("policy");
  return (
    <section className="grid content-start gap-2">
      <h3 className="text-caption text-silt">{t("whyNotAuto")}</h3>
      {reasons.length === 0 ? (
        <p className="text-small text-mist">{t("allowed")}</p>
      ) : (
        <ul className="grid gap-2">
          {reasons.map((reason) => (
            <li key={reason.rule} className="text-small">
              <p><CodeWord group="policy.rule" code={reason.rule} /></p>
              <p className="flex flex-wrap gap-x-4 text-caption text-mist">
                <span>
                  {t("observed")} <span className="text-foam"><ObservedValue value={reason.observed} /></span>
                </span>
                <span>
                  {t("threshold")} <span className="text-foam"><ObservedValue value={reason.threshold} /></span>
                </span>
              </p>
              {reason.remedy && (
                <p className="text-caption text-mist">
                  {t("remedyLabel")}: <Said kind="remedy" statement={reason.remedy} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
