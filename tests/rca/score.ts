import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Cause } from "@/lib/contracts/decision";
import { explainScene } from "@/server/decision/rules/explain";
import { tunables } from "@/server/platform/tunables";
import { readOpensre, type OpensreCase } from "./opensre";
import { readPetshop, type PetshopCase } from "./petshop";

/** Their categories of our causes; what is not sure is `unknown`. */
const categories: Readonly<Record<Cause, string>> = {
  bad_release: "configuration_error",
  config_change: "configuration_error",
  probe_misconfigured: "configuration_error",
  stuck_process: "code_defect",
  memory_leak: "resource_exhaustion",
  resource_limit: "resource_exhaustion",
  saturation: "resource_exhaustion",
  noisy_neighbour: "resource_exhaustion",
  database_overloaded: "resource_exhaustion",
  disk_full: "resource_exhaustion",
  external: "resource_exhaustion",
  dependency_down: "dependency_failure",
  database_down: "dependency_failure",
  node_failure: "infrastructure",
  false_alarm: "healthy",
};

const limits = { maxReplicas: tunables.maxScaleReplicas, silenceMs: tunables.silenceMs };

/** Place of the labelled entity in the engine's ranking, from 1; infinite when it is not ranked. */
export function rankOf(one: PetshopCase): number {
  const index = explainScene(one.scene, limits).suspicions.findIndex((suspicion) => suspicion.key === one.label);
  return index === -1 ? Infinity : index + 1;
}

/** Share of cases whose label is among the first k. */
export function accuracyAt(ranks: readonly number[], k: number): number {
  return ranks.filter((rank) => rank <= k).length / Math.max(1, ranks.length);
}

/** What the engine answers to a scenario, whether it abstains, and whether the labels agree. */
export function judge(one: OpensreCase): { readonly category: string; readonly cause: string; readonly confidence: number; readonly abstains: boolean; readonly right: boolean; readonly clean: boolean } {
  const [top] = explainScene(one.scene, limits).hypotheses;
  const sure = top !== undefined && top.confidenceRatio >= tunables.confidenceThresholdRatio;
  const category = sure ? categories[top.cause] : "unknown";
  const abstains = !sure || top.repair.call === null;
  const said = [...(sure ? [top.cause, ...top.clues.flatMap((clue) => [clue.finding.code, clue.excerpt])] : [])].join("\n").toLowerCase();
  const healthy = one.category === "healthy";
  // A healthy scene is answered by saying so, or by not answering.
  const right = healthy ? category === "healthy" || category === "unknown" : category === one.category;
  return { category, cause: top?.cause ?? "-", confidence: top?.confidenceRatio ?? 0, abstains, right, clean: !(one.forbiddenCategories.includes(category) && !(healthy && category === "unknown")) && !one.forbiddenKeywords.some((word) => said.includes(word.toLowerCase())) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const percent = (ratio: number) => ratio.toFixed(3);

function scorePetshop(folder: string): void {
  const cases = readPetshop(folder);
  const began = performance.now();
  const ranks = cases.map(rankOf);
  const perCaseMs = (performance.now() - began) / Math.max(1, cases.length);
  cases.forEach((one, index) => print(`  ${one.name.padEnd(16)} rank ${ranks[index] ?? "-"}`));
  const average = [1, 2, 3, 4, 5].reduce((sum, k) => sum + accuracyAt(ranks, k), 0) / 5;
  print(`petshop ${folder}: ${cases.length} issues, AC@1 ${percent(accuracyAt(ranks, 1))}, AC@3 ${percent(accuracyAt(ranks, 3))}, AC@5 ${percent(accuracyAt(ranks, 5))}, Avg@5 ${percent(average)}, ${perCaseMs.toFixed(1)} ms a case`);
}

function scoreOpensre(folder: string): void {
  const results = readOpensre(folder).map((one) => ({ one, ...judge(one) }));
  for (const { one, ...result } of results) print(`  ${one.name.padEnd(52)} ${result.right && result.clean ? "right" : "WRONG"} ${result.category} (${result.cause} ${result.confidence}) wanted ${one.category}${result.clean ? "" : ", said something forbidden"}${result.abstains ? ", abstains" : ""}`);
  const share = (of: typeof results, holds: (result: (typeof results)[number]) => boolean) => `${of.filter(holds).length}/${of.length}`;
  const healthy = results.filter((result) => result.one.category === "healthy");
  print(`opensre ${folder}: right and nothing forbidden ${share(results, (result) => result.right && result.clean)}, abstention where due ${share(healthy, (result) => result.abstains)}`);
}

/** Scores whatever recorded cases are under the folder: `petshop/<traffic>` and `opensre`. */
export function score(folder: string): void {
  for (const traffic of ["low_traffic", "high_traffic", "temporal_traffic1", "temporal_traffic2"]) {
    const path = join(folder, "petshop", traffic);
    if (existsSync(join(path, "graph.csv"))) scorePetshop(path);
  }
  if (existsSync(join(folder, "opensre"))) scoreOpensre(join(folder, "opensre"));
}

if (process.argv[1]?.endsWith("score.ts") === true) {
  const folder = process.argv[2] ?? process.env.AWOOOI_RCA_CASES;
  if (folder === undefined) {
    process.stderr.write("Say where the recorded cases are: npm run rca -- <folder>, or AWOOOI_RCA_CASES.\n");
    process.exit(1);
  }
  score(folder);
}
