import type { Autonomy } from "../contracts/stats";

/** The index as it is shown: one decimal, cut and not rounded, so that it reads 100 only when nothing was lost. */
export function shownPercent(autonomy: Pick<Autonomy, "percent" | "numerator" | "denominator">): number | null {
  if (autonomy.percent === null) return null;
  const cut = Math.floor(autonomy.percent * 10 + 1e-6) / 10;
  return cut >= 100 && autonomy.numerator < autonomy.denominator ? 99.9 : cut;
}

/** How many more settled incidents the index needs. */
export function missingForIndex(autonomy: Pick<Autonomy, "denominator" | "minimum">): number {
  return Math.max(0, autonomy.minimum - autonomy.denominator);
}
