import { z } from "zod";
import type { PolicyRule } from "@/lib/contracts/policy";
import { policySettings } from "@/lib/contracts/policy";

/** What a setting can be, as its schema says. */
export type SettingShape =
  | { readonly kind: "number"; readonly whole: boolean; readonly min: number; readonly max: number }
  | { readonly kind: "choice"; readonly options: readonly string[] }
  | { readonly kind: "list" }
  /** A choice for each of some keys; `keys` is null where any name is one. */
  | { readonly kind: "map"; readonly keys: readonly string[] | null; readonly options: readonly string[] };

/** One setting of a policy, in the order of its schema. */
export interface SettingField {
  readonly key: string;
  readonly shape: SettingShape;
}

interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

function shapeOf(schema: Schema, defs: Schema["$defs"]): SettingShape {
  if (schema.enum !== undefined) return { kind: "choice", options: schema.enum };
  if (schema.type === "integer" || schema.type === "number") return { kind: "number", whole: schema.type === "integer", min: schema.minimum ?? 0, max: schema.maximum ?? Number.MAX_SAFE_INTEGER };
  if (schema.type === "array") return { kind: "list" };
  const names = schema.propertyNames?.$ref === undefined ? schema.propertyNames : defs?.[schema.propertyNames.$ref.split("/").at(-1) ?? ""];
  const values = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return { kind: "map", keys: names?.enum ?? null, options: values.enum ?? [] };
}

/** The settings of a rule with what each can be, read from the very schema that the server checks with. */
export function settingFields(rule: PolicyRule): SettingField[] {
  const { properties = {}, $defs } = z.toJSONSchema(policySettings[rule]) as Schema;
  return Object.entries(properties).map(([key, schema]) => ({ key, shape: shapeOf(schema, $defs) }));
}

/** What is wrong with one setting, as a code that `policy.issue` has words for. */
export type SettingIssue = { readonly code: "too_small"; readonly min: number } | { readonly code: "too_big"; readonly max: number } | { readonly code: "number" | "whole" | "keep" | "blank" | "other" };

function issueOf(issue: z.core.$ZodIssue): SettingIssue {
  switch (issue.code) {
    case "too_small":
      return issue.origin === "string" ? { code: "blank" } : { code: "too_small", min: Number(issue.minimum) };
    case "too_big":
      return { code: "too_big", max: Number(issue.maximum) };
    case "invalid_type":
      return { code: issue.expected === "int" ? "whole" : issue.expected === "number" ? "number" : "other" };
    case "custom":
      return { code: "keep" };
    case "invalid_key":
      return { code: "blank" };
    default:
      return { code: "other" };
  }
}

/** Settings checked by the schema of their rule: as the server would take them, or the first fault of each field. */
export function checkSettings(rule: PolicyRule, settings: unknown): { readonly settings: Record<string, unknown>; readonly issues: null } | { readonly settings: null; readonly issues: Readonly<Record<string, SettingIssue>> } {
  const parsed = policySettings[rule].safeParse(settings);
  if (parsed.success) return { settings: parsed.data, issues: null };
  return { settings: null, issues: Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ""), issueOf(issue)] as const).reverse()) };
}
