import type { MetricRule } from "./metrics";

export type Sample = readonly [atSeconds: number, value: number];

/** How a metric of one entity moved: its usual value, its present one, and since when it is out of the usual, if it is. */
export interface Reading {
  /** Median before the onset; equal to `now` where nothing is known of before. */
  readonly before: number;
  readonly now: number;
  readonly deviates: boolean;
  readonly since: Date | null;
  /** How far the present is out, in units of what would just count: 1 is the edge, 0 is usual or on the good side. */
  readonly excess: number;
  /** The worst it was since shortly before the onset, in the same unit; a spike that is over has one, too. */
  readonly worst: number;
  /** Whether anything is known of before the onset. */
  readonly compared: boolean;
  /** Steady change per hour of late, else over the whole range (Theil-Sen), when most of the variation is that change; else null. */
  readonly trendPerHour: number | null;
  /** The samples since shortly before the onset, as they were measured. */
  readonly recent: readonly Sample[];
  /** How far each recent sample is out on the bad side, in the metric's own unit; the shape of the trouble over time. */
  readonly profile: readonly Sample[];
}

/** Alerts fire some time after the fault began; samples this close before the onset are not part of the baseline. */
const guardSeconds = 60;
const leastBaselineSamples = 4;
/** Median absolute deviations (scaled to sigma) that a change must exceed. */
const sigmas = 4;
const madToSigma = 1.4826;
/** Points that a trend is estimated from; more cost time squared and change nothing. */
const trendPoints = 40;
/** What is of late: a leak that matters now shows in this many samples. */
const latePoints = 24;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Median slope of all pairs, if the line explains most of the spread: robust against the saw-tooth of one restart. */
function steadyTrendPerHour(samples: readonly Sample[]): number | null {
  const every = Math.max(1, Math.ceil(samples.length / trendPoints));
  const points = samples.filter((_, index) => index % every === 0);
  if (points.length < 8) return null;
  const slopes = points.flatMap(([at, value], index) => points.slice(index + 1).map(([later, other]) => (other - value) / (later - at)));
  const slope = median(slopes);
  const [first] = points;
  if (first === undefined || !Number.isFinite(slope) || slope === 0) return null;
  const intercept = median(points.map(([at, value]) => value - slope * (at - first[0])));
  const residual = median(points.map(([at, value]) => Math.abs(value - intercept - slope * (at - first[0]))));
  const spread = median(points.map(([, value]) => Math.abs(value - median(points.map(([, each]) => each)))));
  return residual < spread / 3 ? slope * 3600 : null;
}

/** The series of one metric, its times known: what lies before the onset, and what lies around it and after. */
export interface Observed {
  readonly baseline: readonly Sample[];
  readonly recent: readonly Sample[];
  /** How many of the last samples are the present: one alone may be noise, many would still hold the time before. */
  readonly present: number;
}

/** Splits a series at the onset: all that is well before it is the baseline, the rest is recent, of which the last 20 s or two steps are the present. */
export function splitAtOnset(samples: readonly Sample[], onset: Date, now: Date, stepSeconds: number): Observed {
  const onsetSeconds = onset.getTime() / 1000;
  const recent = samples.filter(([at]) => at >= onsetSeconds - guardSeconds);
  const fresh = Math.max(20, 1.4 * stepSeconds);
  return { baseline: samples.filter(([at]) => at < onsetSeconds - guardSeconds), recent, present: recent.filter(([at]) => at >= now.getTime() / 1000 - fresh).length };
}

/** Compares the present with the baseline (robustly: median and MAD) and with the level that is trouble anyway; null when neither can be done. */
export function readDeviation({ baseline, recent, present }: Observed, rule: MetricRule): Reading | null {
  if (present === 0) return null;
  const born = baseline.length === 0 && rule.whenAbsent !== undefined;
  const compared = born || baseline.length >= leastBaselineSamples;
  if (!compared && rule.level === undefined) return null;
  // Whether something is there at all is no measurement with noise: the last word counts.
  const current = median(recent.slice(rule.role === "down" ? -1 : -present).map(([, value]) => value));
  const values = baseline.map(([, value]) => value);
  const before = compared ? (born ? (rule.whenAbsent ?? 0) : median(values)) : current;
  const spread = compared && !born ? madToSigma * median(values.map((value) => Math.abs(value - before))) : 0;
  const threshold = Math.max(rule.floor, rule.relativeFloor * Math.abs(before), sigmas * spread);
  const { direction, level } = rule;
  const out = (value: number) => {
    const moved = compared ? (direction === "up" ? value - before : before - value) / threshold : 0;
    const atLevel = level !== undefined && (direction === "up" ? value >= level : value <= level);
    // What is beyond the level only counts as moved if it was not there before; without a before it counts.
    return Math.max(0, atLevel && (!compared || (direction === "up" ? before < level : before > level)) ? Math.max(1.01, moved) : moved);
  };
  const excess = out(current);
  const deviates = excess > 1;
  let since: number | null = null;
  if (deviates) {
    since = recent.at(-1)?.[0] ?? null;
    const all = [...baseline, ...recent];
    for (let index = all.length - 1; index >= 0; index -= 1) {
      const sample = all[index];
      if (sample === undefined || out(sample[1]) <= 1) break;
      since = sample[0];
    }
  }
  return {
    before,
    now: current,
    deviates,
    since: since === null ? null : new Date(since * 1000),
    excess,
    worst: recent.reduce((most, [, value]) => Math.max(most, out(value)), 0),
    compared,
    recent,
    trendPerHour: steadyTrendPerHour([...baseline, ...recent].slice(-latePoints)) ?? steadyTrendPerHour([...baseline, ...recent]),
    profile: recent.map(([at, value]): Sample => [at, compared ? Math.max(0, direction === "up" ? value - before : before - value) : out(value)]),
  };
}
