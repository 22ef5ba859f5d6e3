type Sample = readonly [atSeconds: number, value: number];

/** How a metric of one entity moved: its usual value, its present one, and since when it is out of the usual, if it is. */
export interface Reading {
  readonly before: number;
  readonly now: number;
  readonly deviates: boolean;
  readonly since: Date | null;
}

/** When a metric counts as out of the usual: `floor` is the least change that matters at all, in the metric's own unit. */
export interface DeviationRule {
  readonly direction: "up" | "down";
  readonly floor: number;
  /** The change must also be at least this share of the usual value. */
  readonly relativeFloor: number;
}

/** Alerts fire some time after the fault began; samples this close before the onset are not part of the baseline. */
const guardSeconds = 60;
/** The present is the last two samples of a 15 s step: one alone may be noise, more would still hold the time before. */
const recentSeconds = 20;
const leastBaselineSamples = 4;
/** Median absolute deviations (scaled to sigma) that a change must exceed. */
const sigmas = 4;
const madToSigma = 1.4826;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Compares the last samples with those before the onset (robustly: median and MAD); null when there is no baseline or nothing recent. */
export function readDeviation(samples: readonly Sample[], onset: Date, now: Date, rule: DeviationRule): Reading | null {
  const onsetSeconds = onset.getTime() / 1000;
  const nowSeconds = now.getTime() / 1000;
  const baseline = samples.filter(([at]) => at < onsetSeconds - guardSeconds).map(([, value]) => value);
  const recent = samples.filter(([at]) => at >= nowSeconds - recentSeconds && at >= onsetSeconds - guardSeconds).map(([, value]) => value);
  if (baseline.length < leastBaselineSamples || recent.length === 0) return null;
  const before = median(baseline);
  const spread = madToSigma * median(baseline.map((value) => Math.abs(value - before)));
  const threshold = Math.max(rule.floor, rule.relativeFloor * Math.abs(before), sigmas * spread);
  const isOut = (value: number) => (rule.direction === "up" ? value - before : before - value) > threshold;
  const present = median(recent);
  if (!isOut(present)) return { before, now: present, deviates: false, since: null };
  let since = nowSeconds;
  for (let i = samples.length - 1; i >= 0; i -= 1) {
    const sample = samples[i];
    if (sample === undefined || !isOut(sample[1])) break;
    since = sample[0];
  }
  return { before, now: present, deviates: true, since: new Date(since * 1000) };
}
