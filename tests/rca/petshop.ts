import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDeviation, type Sample } from "@/server/decision/rules/deviation";
import { metricRules, type MetricName } from "@/server/decision/rules/metrics";
import type { EntityObservation, MetricObservation, Scene } from "@/server/decision/rules/scene";
import { parseCsv } from "./csv";

/*
 * Format of amazon-science/petshop-root-cause-analysis (data CC-BY-4.0): `graph.csv` (a row calls the columns marked 1), `noissue/metrics.csv`
 * (a usual week), and per issue `metrics.csv` (some samples around it) with `target.json` (who alerted; the label is only for the score).
 */

/** One case as the engine gets it, and beside it the label that only the score reads. */
export interface PetshopCase {
  readonly name: string;
  readonly scene: Scene;
  readonly label: string;
}

/** Their metric and statistic, ours, and how to get from one to the other. */
const metrics: readonly { readonly theirs: string; readonly statistic: string; readonly ours: MetricName; readonly convert: (value: number) => number }[] = [
  { theirs: "latency", statistic: "Average", ours: "latencySeconds", convert: (value) => value },
  { theirs: "availability", statistic: "Average", ours: "errorRatio", convert: (value) => (100 - value) / 100 },
  { theirs: "requests", statistic: "Sum", ours: "requestRate", convert: (value) => value / 300 },
];

type Table = ReadonlyMap<string, readonly Sample[]>;

function readTable(file: string): Table {
  const [nodes = [], names = [], statistics = [], , ...rows] = parseCsv(readFileSync(file, "utf8"));
  const table = new Map<string, Sample[]>();
  for (let column = 1; column < nodes.length; column += 1) {
    const samples = rows.flatMap((row): Sample[] => {
      const [at, value] = [Number(row[0]), Number(row[column])];
      return row[column] === undefined || row[column] === "" || !Number.isFinite(value) || !Number.isFinite(at) ? [] : [[at, value]];
    });
    table.set(`${nodes[column] ?? ""}\n${names[column] ?? ""}\n${statistics[column] ?? ""}`, samples);
  }
  return table;
}

function readGraph(file: string): ReadonlyMap<string, readonly string[]> {
  const [head = [], ...rows] = parseCsv(readFileSync(file, "utf8"));
  return new Map(rows.map((row) => [row[0] ?? "", head.slice(1).filter((_, index) => Number(row[index + 1]) === 1)]));
}

function reachable(calls: ReadonlyMap<string, readonly string[]>, from: string): string[] {
  const seen = new Set([from]);
  const queue = [from];
  for (const key of queue) for (const next of calls.get(key) ?? []) if (!seen.has(next)) { seen.add(next); queue.push(next); }
  seen.delete(from);
  return [...seen];
}

/** All issues under a folder that holds `graph.csv`, in the order of their names. */
export function readPetshop(folder: string): PetshopCase[] {
  const calls = readGraph(join(folder, "graph.csv"));
  const usual = readTable(join(folder, "noissue", "metrics.csv"));
  const parts = readdirSync(folder).filter((part) => part !== "noissue" && existsSync(join(folder, part)) && !part.includes(".")).sort();
  const nodes = [...calls.keys()];
  return parts.flatMap((part) =>
    readdirSync(join(folder, part)).filter((issue) => existsSync(join(folder, part, issue, "target.json"))).sort().map((issue): PetshopCase => {
      const table = readTable(join(folder, part, issue, "metrics.csv"));
      const target = JSON.parse(readFileSync(join(folder, part, issue, "target.json"), "utf8")) as { target: { node: string; timestamp: number }; root_cause: { node: string } };
      const now = new Date(Math.max(0, ...[...table.values()].flatMap((samples) => samples.at(-1)?.[0] ?? 0)) * 1000);
      const observations = nodes.map((key): EntityObservation => ({
        key,
        ref: { cluster: "petshop", kind: "service", namespace: "", name: key },
        observedAt: now,
        state: null,
        gaps: [],
        metrics: Object.fromEntries(
          metrics.flatMap(({ theirs, statistic, ours, convert }): [MetricName, MetricObservation][] => {
            const samples = (from: Table) => (from.get(`${key}\n${theirs}\n${statistic}`) ?? []).map(([at, value]): Sample => [at, convert(value)]);
            const recent = samples(table);
            const reading = readDeviation({ baseline: samples(usual), recent, present: recent.length }, metricRules[ours]);
            return reading === null ? [] : [[ours, { query: `${theirs} ${statistic} ${key}`, url: null, reading }]];
          }),
        ),
      }));
      const onset = new Date(Math.min(now.getTime(), target.target.timestamp * 1000));
      const needed = new Map(nodes.map((key) => [key, reachable(calls, key)]));
      const scene: Scene = { onset, now, stepSeconds: 300, rateWindowSeconds: 300, firing: [{ name: "alert", entityKey: target.target.node, startsAt: onset }], observations, needs: (key) => needed.get(key) ?? [], neighbours: () => [], changes: [], attempts: [], precedents: [], suspicionMs: 30 * 60_000 };
      return { name: `${part}/${issue}`, scene, label: target.root_cause.node };
    }),
  );
}
