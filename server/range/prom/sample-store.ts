import { labelKey, type Labels } from "./labels";

/** One stored series: `values[i]` was sampled at scrape `first + i`; NaN marks a scrape in which the series was gone. */
export interface StoredSeries {
  labels: Labels;
  first: number;
  values: number[];
}

/** Samples of one series in time order, stale markers left out. */
export interface SeriesSlice {
  labels: Labels;
  times: number[];
  values: number[];
}

/** The saved form: numbers as base64 of little-endian doubles. */
export interface SavedSamples {
  times: string;
  series: { labels: Labels; first: number; values: string }[];
}

/** Scrape results in memory. All series share one list of scrape times, so that a sample costs one number. */
export class SampleStore {
  #times: number[] = [];
  #series = new Map<string, StoredSeries>();
  /** Keys of label sets that come back with every scrape. */
  readonly #keys = new WeakMap<Labels, string>();

  constructor(private readonly retentionMs: number) {}

  /** Appends one scrape; a series that was there before and is missing now becomes stale. */
  append(timeMs: number, samples: readonly { labels: Labels; value: number }[]): void {
    const index = this.#times.push(timeMs) - 1;
    for (const { labels, value } of samples) {
      const key = this.#keys.get(labels) ?? labelKey(labels);
      this.#keys.set(labels, key);
      const series = this.#series.get(key);
      if (series === undefined) this.#series.set(key, { labels, first: index, values: [value] });
      else {
        while (series.first + series.values.length < index) series.values.push(Number.NaN);
        series.values[index - series.first] = value;
      }
    }
    for (const series of this.#series.values()) {
      const wasThere = series.first + series.values.length === index && !Number.isNaN(series.values.at(-1));
      if (wasThere) series.values.push(Number.NaN);
    }
    if ((this.#times[0] ?? timeMs) < timeMs - this.retentionMs * 1.05) this.#forget(timeMs - this.retentionMs);
  }

  /** The series whose labels satisfy the predicate, in label order. */
  select(matches: (labels: Labels) => boolean): StoredSeries[] {
    const found = [...this.#series].filter(([, series]) => matches(series.labels));
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
  }

  /** The latest sample in (fromMs, toMs], or nothing when there is none or the series had gone by then. */
  latest(series: StoredSeries, fromMs: number, toMs: number): number | undefined {
    const index = Math.min(this.#after(toMs) - 1, series.first + series.values.length - 1);
    if (index < series.first || (this.#times[index] ?? 0) <= fromMs) return undefined;
    const value = series.values[index - series.first];
    return Number.isNaN(value) ? undefined : value;
  }

  /** The samples in (fromMs, toMs]. */
  slice(series: StoredSeries, fromMs: number, toMs: number): SeriesSlice {
    const slice: SeriesSlice = { labels: series.labels, times: [], values: [] };
    const end = Math.min(this.#after(toMs), series.first + series.values.length);
    for (let index = Math.max(this.#after(fromMs), series.first); index < end; index++) {
      const value = series.values[index - series.first];
      const time = this.#times[index];
      if (value === undefined || time === undefined || Number.isNaN(value)) continue;
      slice.times.push(time);
      slice.values.push(value);
    }
    return slice;
  }

  /** Everything needed to answer the same queries later. */
  save(): SavedSamples {
    return {
      times: encode(this.#times),
      series: [...this.#series.values()].map(({ labels, first, values }) => ({ labels, first, values: encode(values) })),
    };
  }

  /** Replaces the contents by a saved state. */
  restore(saved: SavedSamples): void {
    this.#times = decode(saved.times);
    this.#series = new Map(
      saved.series.map(({ labels, first, values }) => [labelKey(labels), { labels, first, values: decode(values) }]),
    );
  }

  /** Index of the first scrape after a time. */
  #after(timeMs: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(beforeMs: number): void {
    const dropped = this.#after(beforeMs);
    if (dropped === 0) return;
    this.#times.splice(0, dropped);
    for (const [key, series] of this.#series) {
      const gone = Math.max(0, dropped - series.first);
      series.values.splice(0, gone);
      series.first = Math.max(0, series.first - dropped);
      if (series.values.length === 0 || series.values.every(Number.isNaN)) this.#series.delete(key);
    }
  }
}

function encode(values: number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString("base64");
}

function decode(text: string): number[] {
  const bytes = Buffer.from(text, "base64");
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
}
