import Link from "next/link";
import { useTranslations } from "next-intl";
import type { DepthMark } from "@/lib/fold/depth";
import { depthOf } from "@/lib/fold/depth";

const dayMs = 86_400_000;

const shapes = {
  automation: "h-0.5 w-2.5 rounded-full bg-biolum",
  source: "h-0.5 w-2.5 rounded-full bg-silt",
  human: "size-1.5 rounded-full bg-mist",
} as const;

/** What went down: one dim mark per settled incident, deeper is older. Read as one sentence, opened as one list. */
export function DepthMarks({ marks, more }: { marks: readonly DepthMark[]; more: boolean }) {
  const t = useTranslations("stats");
  if (marks.length === 0) return <div className="h-40" />;
  return (
    <Link href="/incidents?show=settled" aria-label={more ? t("marksMore", { count: marks.length }) : t("marks", { count: marks.length })} className="group relative block h-48 md:h-56">
      {marks.map((mark) => (
        <span
          key={mark.id}
          aria-hidden
          className={`absolute transition-opacity duration-320 group-hover:opacity-80! ${shapes[mark.by]}`}
          style={{ left: `${4 + mark.x * 92}%`, top: `${6 + mark.depth * 86}%`, opacity: 0.5 - mark.depth * 0.32 }}
        />
      ))}
      <Gauge />
    </Link>
  );
}

function Gauge() {
  const t = useTranslations("stats");
  const steps = [
    { text: t("depthNow"), depth: 0 },
    { text: t("depthDay"), depth: depthOf(dayMs) },
    { text: t("depthWeek"), depth: 1 },
  ];
  return (
    <span aria-hidden className="opacity-0 transition-opacity duration-200 group-hover:opacity-100 group-focus-visible:opacity-100">
      {steps.map((step) => (
        <span key={step.text} className="absolute left-4 -translate-y-1/2 text-caption text-silt md:left-8" style={{ top: `${6 + step.depth * 86}%` }}>
          {step.text}
        </span>
      ))}
    </span>
  );
}
