import { lineOf } from "@/server/platform/inbound/text";
import { listOf, objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { SarifResult, SarifRun } from "./schema";

/** The rules of a run, by tool component and place in its list, and by id. */
export interface SarifRules {
  readonly ofDriver: readonly unknown[];
  readonly ofExtensions: readonly (readonly unknown[])[];
  readonly byId: ReadonlyMap<string, JsonObject>;
}

/** All rules that a run brings along; of two with one id the first counts. */
export function rulesOf(run: SarifRun): SarifRules {
  const ofDriver = listOf(run.tool.driver.rules);
  const ofExtensions = listOf(run.tool.extensions).map((extension) => listOf(objectOf(extension).rules));
  const byId = new Map<string, JsonObject>();
  for (const rule of [ofDriver, ...ofExtensions].flat()) {
    const id = lineOf(objectOf(rule).id, 200);
    if (id !== "" && !byId.has(id)) byId.set(id, objectOf(rule));
  }
  return { ofDriver, ofExtensions, byId };
}

/** The rule that a result names by index or by id, or by the part of its id before the last slash, as SARIF has it; else one without anything. */
export function ruleOf(result: SarifResult, rules: SarifRules): JsonObject {
  const reference = objectOf(result.rule);
  const index = typeof reference.index === "number" ? reference.index : result.ruleIndex;
  const extension = objectOf(reference.toolComponent).index;
  const list = typeof extension === "number" ? rules.ofExtensions[extension] : rules.ofDriver;
  const byIndex = typeof index === "number" ? list?.[index] : undefined;
  if (byIndex !== undefined) return objectOf(byIndex);
  const id = lineOf(result.ruleId ?? reference.id, 200);
  return rules.byId.get(id) ?? rules.byId.get(id.slice(0, Math.max(0, id.lastIndexOf("/")))) ?? {};
}
