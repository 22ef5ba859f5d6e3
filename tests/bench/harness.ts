import { appendFileSync } from "node:fs";
import { loadavg } from "node:os";

/** What the ratio of ours to the baseline must be, or the figure itself where there is no baseline. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One line of the report. */
export interface Verdict {
  readonly name: string;
  readonly unit: string;
  /** Median over the rounds. */
  readonly ours: number;
  readonly baseline: number | null;
  /** Median over the rounds of ours / baseline of the same round; null without a baseline. */
  readonly ratio: number | null;
  readonly bar: Bar;
  readonly outcome: "ok" | "below" | "skipped";
  /** Why it was skipped, or how much the rounds differ. */
  readonly note: string;
  /** Load average over one minute when the last round ended. */
  readonly load: number;
}

/** One figure to measure: `ours` and `baseline` each run once per round and return it in `unit`. */
export interface Bench {
  readonly name: string;
  readonly unit: string;
  readonly bar: Bar;
  /** 3 unless said otherwise. */
  readonly rounds?: number;
  readonly ours: (round: number) => Promise<number>;
  readonly baseline?: (round: number) => Promise<number>;
}

/** What each round of both sides gave, in the order of the rounds. */
export interface Rounds<T> {
  readonly ours: readonly T[];
  readonly baseline: readonly T[];
}

/** Runs two sides in turn, and which of them begins changes with every round, so that a noisy machine is noisy to both. */
export async function interleave<T>(rounds: number, ours: (round: number) => Promise<T>, baseline: (round: number) => Promise<T>): Promise<Rounds<T>> {
  const taken = { ours: [] as T[], baseline: [] as T[] };
  for (let round = 0; round < rounds; round += 1) {
    const sides = [["ours", ours], ["baseline", baseline]] as const;
    for (const [side, run] of round % 2 === 0 ? sides : [...sides].reverse()) taken[side].push(await run(round));
  }
  return taken;
}

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

const short = (value: number | null): string => (value === null ? "-" : value >= 1_000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3));
const spoken = (bar: Bar): string => ("atLeast" in bar ? `>= ${bar.atLeast}` : `<= ${bar.atMost}`);

/** The columns of a verdict, as the report prints them. */
export function columnsOf(verdict: Verdict): string[] {
  const { name, unit, ours, baseline, ratio, bar, outcome, note } = verdict;
  if (outcome === "skipped") return [name, "-", "-", "-", spoken(bar), outcome, note];
  return [name, `${short(ours)} ${unit}`, baseline === null ? "-" : `${short(baseline)} ${unit}`, ratio === null ? "-" : `${ratio.toFixed(2)}x`, spoken(bar), outcome, note];
}

/** Says a verdict: one line on the terminal, one for the table at the end. */
function say(verdict: Verdict): Verdict {
  process.stdout.write(`${columnsOf(verdict).join("  ")}\n`);
  const file = process.env.AWOOOI_BENCH_VERDICTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ verdict, columns: columnsOf(verdict) })}\n`);
  return verdict;
}

/** Judges figures that were measured already: the ratio to the baseline where there is one, else the figure itself. */
export function report(measured: { name: string; unit: string; bar: Bar; ours: readonly number[]; baseline?: readonly number[]; note?: string }): Verdict {
  const { name, unit, bar, baseline } = measured;
  const ratios = baseline === undefined ? null : measured.ours.map((value, round) => value / (baseline[round] ?? Number.NaN));
  const judged = ratios ?? measured.ours;
  const value = median(judged);
  const kept = "atLeast" in bar ? value >= bar.atLeast : value <= bar.atMost;
  const spread = judged.length < 2 ? "" : `rounds ${judged.map((one) => short(one)).join(", ")}`;
  return say({
    name,
    unit,
    ours: median(measured.ours),
    baseline: baseline === undefined ? null : median(baseline),
    ratio: ratios === null ? null : value,
    bar,
    outcome: kept ? "ok" : "below",
    note: [spread, measured.note].filter(Boolean).join("; "),
    load: loadavg()[0] ?? 0,
  });
}

/** Measures both sides round by round and judges them. */
export async function bench(spec: Bench): Promise<Verdict> {
  const { rounds = 3, baseline } = spec;
  if (baseline === undefined) {
    const ours: number[] = [];
    for (let round = 0; round < rounds; round += 1) ours.push(await spec.ours(round));
    return report({ ...spec, ours, baseline: undefined });
  }
  return report({ ...spec, ...(await interleave(rounds, spec.ours, baseline)) });
}

/** Says that a figure cannot be measured here, and why. */
export function skip(name: string, bar: Bar, why: string): Verdict {
  return say({ name, unit: "", ours: Number.NaN, baseline: null, ratio: null, bar, outcome: "skipped", note: why, load: loadavg()[0] ?? 0 });
}
