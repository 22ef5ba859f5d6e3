import { Rejected } from "../errors";
import type { JsonLimits } from "./limits";
import { finish, type Steps } from "./steps";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const letterU = 0x75;
const openBracket = 0x5b;
const openBrace = 0x7b;
const closeBracket = 0x5d;
const closeBrace = 0x7d;

/** Leaves out a byte order mark, and reads what is no UTF-8 as U+FFFD. */
const decoder = new TextDecoder();

/**
 * The value of a JSON body within the limits. A bomb costs one pass over its bytes, since they are measured before anything is built
 * from them; a body too small to pass any limit but that of nesting is parsed at once and looked at then, at a fraction of the cost.
 * @throws {Rejected} `bad_request` when it is too large, too deep or no JSON; the message never quotes the body
 */
export function parseJson(rawBody: Uint8Array, limits: JsonLimits): unknown {
  const isSmall = rawBody.length <= Math.min(limits.maxBodyBytes, limits.maxStringBytes, 5 * limits.maxKeys, 2 * limits.maxEntries, 2 * limits.maxContainers);
  if (!isSmall) measureJson(rawBody, limits);
  const value = parse(rawBody);
  if (isSmall && isDeeper(value, limits.maxDepth)) refuse(`more than ${limits.maxDepth} levels`);
  return value;
}

function parse(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(rawBody));
  } catch {
    throw new Rejected("bad_request", "The body is not JSON.");
  }
}

/** Whether a value has more levels than this; goes no deeper to know it. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((entry) => isDeeper(entry, levels - 1));
  // What JSON made has no inherited keys but those of `Object.prototype`, which are not enumerable.
  for (const key in value) {
    const entry = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof entry === "object" && isDeeper(entry, levels - 1)) return true;
  }
  return false;
}

/** What a byte means outside of a string: 0 for nothing, so that most bytes cost one look. */
const meanings = new Uint8Array(256);
const [starts, opensObject, opensArray, closes, separates] = [1, 2, 3, 4, 5];
meanings[quote] = starts;
meanings[openBrace] = opensObject;
meanings[openBracket] = opensArray;
meanings[closeBrace] = closes;
meanings[closeBracket] = closes;
meanings[comma] = separates;

/** Bytes that are walked over in one step: about a millisecond. */
const stepBytes = 262_144;

/**
 * Walks the tokens that open, close and separate, of one JSON value or of many in a row; whether they make sense is the parser's business.
 * @throws {Rejected} `bad_request` at the first limit that is passed
 */
export function measureJson(bytes: Uint8Array, limits: JsonLimits): void {
  finish(measureJsonSteps(bytes, limits));
}

/** The same in steps. */
export function* measureJsonSteps(bytes: Uint8Array, limits: JsonLimits): Steps<void> {
  const { maxBodyBytes, maxDepth, maxContainers, maxKeys, maxEntries, maxStringBytes } = limits;
  const end = bytes.length;
  if (end > maxBodyBytes) refuse(`more than ${maxBodyBytes} bytes`);
  /** Entries of each open container, and how many it may have. */
  const counts: number[] = [];
  const bounds: number[] = [];
  let depth = 0;
  let containers = 0;
  let pause = stepBytes;
  for (let at = 0; at < end; at += 1) {
    if (at >= pause) {
      pause = at + stepBytes;
      yield;
    }
    const meaning = meanings[bytes[at] ?? 0];
    if (meaning === 0) continue;
    if (meaning === starts) {
      const start = at + 1;
      let escaped = 0;
      for (at = start; at < end; at += 1) {
        if (at >= pause) {
          pause = at + stepBytes;
          yield;
        }
        const byte = bytes[at];
        if (byte === quote) break;
        if (byte !== backslash) continue;
        // Six bytes stand for three, two for one.
        const isUnit = bytes[at + 1] === letterU;
        escaped += isUnit ? 3 : 1;
        at += isUnit ? 5 : 1;
      }
      if (at - start - escaped > maxStringBytes) refuse(`a text of more than ${maxStringBytes} bytes`);
    } else if (meaning === separates) {
      const count = (counts[depth] ?? 0) + 1;
      counts[depth] = count;
      if (count > (bounds[depth] ?? Infinity)) refuse(bounds[depth] === maxKeys ? `more than ${maxKeys} keys in one object` : `more than ${maxEntries} entries in one list`);
    } else if (meaning === closes) {
      if (depth > 0) depth -= 1;
    } else {
      depth += 1;
      containers += 1;
      if (depth > maxDepth) refuse(`more than ${maxDepth} levels`);
      if (containers > maxContainers) refuse(`more than ${maxContainers} objects and arrays`);
      counts[depth] = 1;
      bounds[depth] = meaning === opensObject ? maxKeys : maxEntries;
    }
  }
}

function refuse(what: string): never {
  throw new Rejected("bad_request", `The body has ${what}.`);
}
