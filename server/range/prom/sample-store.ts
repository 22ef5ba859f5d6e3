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

/** Numbers as base64 of little-endian doubles, or as runs of `[value, count]` when many repeat; NaN is null there. */
type SavedValues = string | [value: number | null, count: number][];

/** The saved form. */
export interface SavedSamples {
  times: string;
  series: { labels: Labels; first: number; values: SavedValues }[];
}

/** Scrape results in memory. All series share one list of scrape times, so that a sample costs one number. */
export class SampleStore {
  #times: number[] = [];
  #series = new Map<string, StoredSeries>();
  #byName = new Map<string, Map<string, StoredSeries>>();
  /** Series of label sets that come back with every scrape. */
  #known = new WeakMap<Labels, StoredSeries>();

  constructor(private readonly retentionMs: number) {}

  /** Appends one scrape; a series that was there before and is missing now becomes stale. */
  append(timeMs: number, samples: readonly { labels: Labels; value: number }[]): void {
    const index = this.#times.push(timeMs) - 1;
    for (const { labels, value } of samples) {
      const series = this.#known.get(labels) ?? this.#seriesOf(labels, index);
      while (series.first + series.values.length < index) series.values.push(Number.NaN);
      series.values[index - series.first] = value;
    }
    for (const series of this.#series.values()) {
      const wasThere = series.first + series.values.length === index && !Number.isNaN(series.values.at(-1));
      if (wasThere) series.values.push(Number.NaN);
    }
    if ((this.#times[0] ?? timeMs) < timeMs - this.retentionMs * 1.05) this.#forget(timeMs - this.retentionMs);
  }

  /** The series of a name, or of any, whose labels satisfy the predicate, in label order. */
  select(matches: (labels: Labels) => boolean, name?: string): StoredSeries[] {
    const candidates = name === undefined ? this.#series : (this.#byName.get(name) ?? new Map<string, StoredSeries>());
    const found = [...candidates].filter(([, series]) => matches(series.labels));
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
  }

  /** The latest sample in (fromMs, toMs], or nothing when there is none or the series had gone by then. */
  latest(series: StoredSeries, fromMs: number, toMs: number): { value: number; atMs: number } | undefined {
    const index = Math.min(this.#after(toMs) - 1, series.first + series.values.length - 1);
    const atMs = this.#times[index];
    if (index < series.first || atMs === undefined || atMs <= fromMs) return undefined;
    const value = series.values[index - series.first];
    return value === undefined || Number.isNaN(value) ? undefined : { value, atMs };
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
      series: [...this.#series.values()].map(({ labels, first, values }) => ({ labels, first, values: pack(values) })),
    };
  }

  /** Replaces the contents by a saved state. */
  restore(saved: SavedSamples): void {
    this.#times = decode(saved.times);
    this.#series = new Map();
    this.#known = new WeakMap();
    this.#byName = new Map();
    for (const { labels, first, values } of saved.series) this.#add(labelKey(labels), { labels, first, values: unpack(values) });
  }

  #seriesOf(labels: Labels, index: number): StoredSeries {
    const key = labelKey(labels);
    const series = this.#series.get(key) ?? this.#add(key, { labels, first: index, values: [] });
    this.#known.set(labels, series);
    return series;
  }

  #add(key: string, series: StoredSeries): StoredSeries {
    const name = series.labels["__name__"] ?? "";
    const siblings = this.#byName.get(name) ?? new Map<string, StoredSeries>();
    this.#byName.set(name, siblings.set(key, series));
    this.#series.set(key, series);
    return series;
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
      if (series.values.length > 0 && !series.values.every(Number.isNaN)) continue;
      this.#series.delete(key);
      this.#known = new WeakMap();
      this.#byName.get(series.labels["__name__"] ?? "")?.delete(key);
    }
  }
}

function pack(values: number[]): SavedValues {
  const runs: [number | null, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    const next = Number.isNaN(value) ? null : value;
    if (last && last[0] === next) last[1] += 1;
    else runs.push([next, 1]);
  }
  return runs.length * 2 < values.length ? runs : encode(values);
}

function unpack(saved: SavedValues): number[] {
  if (typeof saved === "string") return decode(saved);
  return saved.flatMap(([value, count]) => Array.from({ length: count }, () => value ?? Number.NaN));
}

function encode(values: number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString("base64");
}

function decode(text: string): number[] {
  const bytes = Buffer.from(text, "base64");
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
}
