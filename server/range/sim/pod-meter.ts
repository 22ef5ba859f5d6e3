/** Upper bounds of the latency histogram, in seconds. */
export const latencyBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Spread of the log-normal request durations. */
const durationSigma = 0.5;

/** What one process has counted since it started; a new pod starts from zero. */
export interface PodMeter {
  succeeded: number;
  failed: number;
  latencySum: number;
  /** Requests at or below each bound; fractional inside, whole numbers outside. */
  buckets: number[];
  cpuSeconds: number;
  /** Cores used during this second. */
  cores: number;
  memoryBytes: number;
  /** The part of it that will never be given back. */
  leakedBytes: number;
  /** CFS periods, those that ended throttled, and the time lost in them. */
  periods: number;
  throttledPeriods: number;
  throttledSeconds: number;
  /** Orders taken off the queue. */
  processed: number;
}

/** The counters of a process that just started. */
export function newMeter(memoryBytes: number): PodMeter {
  return {
    succeeded: 0, failed: 0, latencySum: 0, buckets: latencyBounds.map(() => 0), cpuSeconds: 0, cores: 0, memoryBytes, leakedBytes: 0, periods: 0, throttledPeriods: 0, throttledSeconds: 0, processed: 0,
  };
}

/** Counts requests that took `meanSeconds` on average, spread log-normally over the buckets. */
export function countRequests(meter: PodMeter, counts: { succeeded: number; failed: number }, meanSeconds: number): void {
  const requests = counts.succeeded + counts.failed;
  meter.succeeded += counts.succeeded;
  meter.failed += counts.failed;
  meter.latencySum += requests * meanSeconds;
  const mu = Math.log(meanSeconds) - durationSigma ** 2 / 2;
  latencyBounds.forEach((bound, index) => {
    meter.buckets[index] = (meter.buckets[index] ?? 0) + requests * normalCdf((Math.log(bound) - mu) / durationSigma);
  });
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17). */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return x >= 0 ? 1 - tail : tail;
}
