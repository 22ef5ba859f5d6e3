import type { Statement } from "../contracts/common";
import { sayBytes, sayDuration } from "./quantity";

/** What is needed of a translator to look up keys that are only known at run time. */
export interface Lookup {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
  raw(key: string): unknown;
}

type Params = Statement["params"];

/** The names of the arguments an ICU message asks for. */
export function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  for (const match of message.matchAll(/\{\s*([A-Za-z]\w*)\s*[,}]/g)) {
    if (match[1] !== undefined) names.add(match[1]);
  }
  return [...names];
}

/** Params that hold a code with words of its own. */
const codedParams: ReadonlyMap<string, readonly string[]> = new Map([
  ["tool", ["action.tool"]],
  ["reason", ["action.reason", "approval.reason"]],
  ["rule", ["policy.rule"]],
  ["was", ["risk.tier"]],
  ["mode", ["automation.mode"]],
  ["previous", ["automation.mode"]],
  ["standing", ["policy.value"]],
  ["risk", ["risk.tier"]],
  ["role", ["account.role"]],
  ["before", ["account.role"]],
  ["verdict", ["policy.value"]],
  ["countAs", ["incident.class"]],
  ["severity", ["finding.severity"]],
  ["from", ["incident.severity"]],
  ["to", ["incident.severity"]],
  ["part", ["evidence.part"]],
  ["metric", ["evidence.metric"]],
]);

function isCode(text: string): boolean {
  return /^[a-z][a-z0-9_.]*$/.test(text);
}

function sayParam(lookup: Lookup, locale: string, name: string, value: string | number): string | number {
  if (typeof value !== "number") {
    const key = (codedParams.get(name) ?? []).map((group) => `${group}.${value}`).find((candidate) => isCode(value) && lookup.has(candidate));
    return key === undefined ? value : lookup(key);
  }
  if (/seconds/i.test(name)) return sayDuration(locale, value);
  if (/bytes/i.test(name)) return sayBytes(locale, value);
  return value;
}

function sayParams(lookup: Lookup, locale: string, params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, sayParam(lookup, locale, name, value)]));
}

function sayRaw(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${value}`)
    .join(" · ");
}

/** A number where the message wants to format one, so that a text from the server can never break the sentence. */
function fits(message: string, params: Params): boolean {
  return argumentsOf(message).every((name) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) return false;
    return typeof value === "number" || !new RegExp(`\\{\\s*${name}\\s*,\\s*(number|plural)`).test(message);
  });
}

/**
 * Says a statement in the reader's language: the first of `groups` that knows its code, else a readable generic line.
 * Never blank and never throws, whatever the server sends.
 */
export function sayStatement(lookup: Lookup, locale: string, groups: readonly string[], statement: Statement): string {
  const params = sayParams(lookup, locale, statement.params);
  for (const group of isCode(statement.code) ? groups : []) {
    const key = `${group}.${statement.code}`;
    if (!lookup.has(key)) continue;
    const message = lookup.raw(key);
    if (typeof message === "string" && fits(message, params)) return lookup(key, params);
  }
  const code = statement.code.replaceAll(/[_.]/g, " ").trim() || "?";
  const details = sayRaw(params);
  return details ? lookup("statement.unknownWithDetails", { code, details }) : lookup("statement.unknown", { code });
}
