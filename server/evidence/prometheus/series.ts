import type { Series } from "@/server/evidence/port";
import type { QueryData } from "./schema";

/** The answer as series in the sender's order, without samples that are no finite number, and without series that have none. */
export function seriesOf(data: QueryData): readonly Series[] {
  switch (data.resultType) {
    case "matrix":
      return data.result.map(({ metric, values }) => series(metric, values ?? [])).filter(hasSamples);
    case "vector":
      return data.result.map(({ metric, value }) => series(metric, value ? [value] : [])).filter(hasSamples);
    case "scalar":
      return [series({}, [data.result])].filter(hasSamples);
    case "string":
      return [];
  }
}

/** The last sample of each series. */
export function latestOf(all: readonly Series[]): readonly Series[] {
  return all.map(({ labels, samples }) => ({ labels, samples: samples.slice(-1) }));
}

function series(labels: Readonly<Record<string, string>>, values: readonly (readonly [number, string])[]): Series {
  const samples = values.map(([at, value]) => [at, Number(value)] as const);
  return { labels, samples: samples.filter(([, value]) => Number.isFinite(value)) };
}

function hasSamples({ samples }: Series): boolean {
  return samples.length > 0;
}
