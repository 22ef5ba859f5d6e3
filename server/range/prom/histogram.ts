import type { VectorSample } from "./ast";
import { labelKey, withoutLabels, type Labels } from "./labels";

interface Bucket {
  upper: number;
  count: number;
}

/** The quantile of every classic histogram in the vector, interpolated within its bucket as Prometheus does. */
export function histogramQuantile(q: number, samples: VectorSample[]): VectorSample[] {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const sample of samples) {
    const upper = upperBound(sample.labels["le"]);
    if (Number.isNaN(upper)) continue;
    const labels = withoutLabels(sample.labels, ["le", "__name__"]);
    const key = labelKey(labels);
    const histogram = histograms.get(key) ?? { labels, buckets: [] };
    histogram.buckets.push({ upper, count: sample.value });
    histograms.set(key, histogram);
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) }));
}

function upperBound(le: string | undefined): number {
  if (le === undefined || le === "") return Number.NaN;
  return le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
}

function bucketQuantile(q: number, unsorted: Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const buckets = monotonic(unsorted.sort((a, b) => a.upper - b.upper));
  const last = buckets.at(-1);
  if (!last || last.upper !== Number.POSITIVE_INFINITY || buckets.length < 2 || last.count === 0 || Number.isNaN(last.count)) return Number.NaN;
  const rank = q * last.count;
  const found = buckets.slice(0, -1).findIndex((bucket) => bucket.count >= rank);
  if (found === -1) return buckets.at(-2)?.upper ?? Number.NaN;
  const bucket = buckets[found];
  const below = buckets[found - 1];
  if (!bucket) return Number.NaN;
  if (found === 0 && bucket.upper <= 0) return bucket.upper;
  const start = below?.upper ?? 0;
  const within = bucket.count - (below?.count ?? 0);
  const wanted = rank - (below?.count ?? 0);
  return start + (bucket.upper - start) * (wanted / within);
}

/** Merges equal bounds and lifts counts that a scrape race made smaller than the bucket below. */
function monotonic(sorted: Bucket[]): Bucket[] {
  const result: Bucket[] = [];
  for (const bucket of sorted) {
    const previous = result.at(-1);
    if (previous?.upper === bucket.upper) previous.count += bucket.count;
    else result.push({ upper: bucket.upper, count: Math.max(bucket.count, previous?.count ?? 0) });
  }
  return result;
}
