import { useTranslations } from "next-intl";
import type { RiskTier } from "@/lib/contracts/decision";

const heights: Record<RiskTier, number> = { low: 1, medium: 2, high: 3, critical: 4 };

/** The tier as a word and as marks that count; the colour belongs to the card around it. */
export function RiskMark({ tier }: { tier: RiskTier }) {
  const t = useTranslations("risk.tier");
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg aria-hidden viewBox="0 0 19 8" className="h-2 w-[19px]">
        {[0, 1, 2, 3].map((step) => (
          <rect key={step} x={step * 5} y="0" width="3.5" height="8" rx="0.75" fill="currentColor" opacity={step < heights[tier] ? 1 : 0.22} />
        ))}
      </svg>
      {t(tier)}
    </span>
  );
}
