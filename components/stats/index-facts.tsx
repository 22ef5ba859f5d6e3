import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { Autonomy } from "@/lib/contracts/stats";

/** What stands behind the index: its fraction, its window, its change, what it lost, and what of it is made up. */
export function IndexFacts({ autonomy, stale }: { autonomy: Autonomy; stale: boolean }) {
  const t = useTranslations("stats");
  return (
    <div className={clsx("grid gap-0.5 pb-2 text-small text-mist", stale && "**:text-silt!")}>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-foam">{t("fraction", { numerator: autonomy.numerator, denominator: autonomy.denominator })}</span>
        <span>{t("window", { days: autonomy.windowDays })}</span>
        <Delta points={autonomy.deltaPoints} />
      </p>
      {autonomy.losses.length > 0 && (
        <ul className="flex flex-wrap gap-x-3 text-silt">
          {autonomy.losses.map((loss) => (
            <li key={loss.code}>{t(`loss.${loss.code}`, { count: loss.count })}</li>
          ))}
        </ul>
      )}
      {autonomy.seededCount > 0 && <p className="text-caption text-silt">{t("seeded", { count: autonomy.seededCount })}</p>}
    </div>
  );
}

function Delta({ points }: { points: number | null }) {
  const t = useTranslations("stats");
  if (points === null) return null;
  if (points === 0) return <span>{t("deltaSame")}</span>;
  const size = { points: Math.abs(points) };
  return (
    <span>
      <span aria-hidden>{points > 0 ? t("deltaUp", size) : t("deltaDown", size)}</span>
      <span className="sr-only">{points > 0 ? t("deltaUpSpoken", size) : t("deltaDownSpoken", size)}</span>
    </span>
  );
}
