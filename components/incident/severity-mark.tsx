import { useTranslations } from "next-intl";
import type { Severity } from "@/lib/contracts/common";

const fills: Record<Severity, number> = { critical: 1, warning: 0.5, info: 0 };

/** How bad, as a word and as how full its mark is; without colour, because bad is not the same as needing you. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const t = useTranslations("incident.severity");
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg aria-hidden viewBox="0 0 10 10" className="size-2.5">
        <rect x="0.75" y={0.75 + 8.5 * (1 - fills[severity])} width="8.5" height={8.5 * fills[severity]} fill="currentColor" />
        <rect x="0.75" y="0.75" width="8.5" height="8.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
      </svg>
      {t(severity)}
    </span>
  );
}
