import type { Statement } from "../contracts/common";
import { sayBytes, sayDuration } from "./quantity";

/** A message as a catalogue holds it: its ICU text, or the nodes that the build makes of one with arguments. */
export type Message = string | readonly unknown[];

/** Looks up words by keys that are only known at run time. */
export interface Lookup {
  say(key: string, values?: Record<string, string | number>): string;
  /** The message under a key, or nothing when there is none. */
  message(key: string): Message | undefined;
}

/** Joins a translator with the catalogue it reads. */
export function createLookup(say: Lookup["say"], catalogue: unknown): Lookup {
  return {
    say,
    message(key) {
      let found = catalogue;
      for (const part of key.split(".")) {
        if (typeof found !== "object" || found === null || Array.isArray(found) || !Object.hasOwn(found, part)) return undefined;
        found = (found as Record<string, unknown>)[part];
      }
      return typeof found === "string" || Array.isArray(found) ? found : undefined;
    },
  };
}

type Params = Statement["params"];

/** What a message asks of an argument: a number to format or count, or any text. */
export type ArgumentKind = "number" | "text";

/** Kinds of nodes in a message that the build has compiled (icu-minify). */
const node = { pound: 0, select: 1, plural: 2, selectOrdinal: 3, number: 4 } as const;
const numeric: readonly unknown[] = [node.plural, node.selectOrdinal, node.number];

function readNodes(nodes: readonly unknown[], found: Map<string, ArgumentKind>): void {
  for (const part of nodes) {
    if (!Array.isArray(part)) continue;
    const [name, kind, options] = part as [string, unknown, unknown];
    const tag = kind !== undefined && (typeof kind !== "number" || kind === node.pound);
    if (tag) {
      readNodes(part.slice(1), found);
      continue;
    }
    if (found.get(name) !== "number") found.set(name, numeric.includes(kind) ? "number" : "text");
    for (const option of typeof options === "object" && options !== null ? Object.values(options) : []) if (Array.isArray(option)) readNodes(option, found);
  }
}

/** The arguments a message asks for, by name; the same for its text and for what the build makes of it. */
export function argumentsOf(message: Message): Map<string, ArgumentKind> {
  const found = new Map<string, ArgumentKind>();
  if (typeof message !== "string") readNodes(message, found);
  else {
    for (const [, name = "", kind] of message.matchAll(/\{\s*([A-Za-z]\w*)\s*(?:,\s*(\w+)|\})/g)) {
      if (found.get(name) !== "number") found.set(name, /^(number|plural|selectordinal)$/.test(kind ?? "") ? "number" : "text");
    }
  }
  return found;
}

/** Params that hold a code with words of its own. */
const codedParams: ReadonlyMap<string, readonly string[]> = new Map([
  ["tool", ["action.tool"]],
  ["reason", ["action.reason", "approval.reason"]],
  ["rule", ["policy.name", "policy.rule"]],
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
    const key = (codedParams.get(name) ?? []).map((group) => `${group}.${value}`).find((candidate) => isCode(value) && lookup.message(candidate) !== undefined);
    return key === undefined ? value : lookup.say(key);
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
function fits(message: Message, params: Params): boolean {
  return [...argumentsOf(message)].every(([name, kind]) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return value !== undefined && (typeof value === "number" || kind === "text");
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
    const message = lookup.message(key);
    if (message !== undefined && fits(message, params)) return lookup.say(key, params);
  }
  const code = statement.code.replaceAll(/[_.]/g, " ").trim() || "?";
  const details = sayRaw(params);
  return details ? lookup.say("statement.unknownWithDetails", { code, details }) : lookup.say("statement.unknown", { code });
}
