import { Rejected } from "@/server/platform/errors";
import { maxAlerts, maxBodyBytes, maxContainers, maxDepth, maxKeys, maxStringBytes } from "./limits";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const letterU = 0x75;
const openBracket = 0x5b;
const openBrace = 0x7b;
const closeBracket = 0x5d;
const closeBrace = 0x7d;

/**
 * The value of a JSON body within the limits. Measures the bytes before anything is built from them, so a bomb costs one pass.
 * @throws {Rejected} `bad_request` when it is too large, too deep or no JSON; the message never quotes the body
 */
export function parseJson(rawBody: Uint8Array): unknown {
  if (rawBody.length > maxBodyBytes) refuse(`more than ${maxBodyBytes} bytes`);
  measure(rawBody);
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    throw new Rejected("bad_request", "The body is not JSON.");
  }
}

/** Walks the tokens that open, close and separate; whether they make sense is the parser's business. */
function measure(bytes: Uint8Array): void {
  const entries = new Uint32Array(maxDepth + 1);
  const isObject = new Uint8Array(maxDepth + 1);
  let depth = 0;
  let containers = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at = stringEnd(bytes, at);
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      containers += 1;
      if (depth > maxDepth) refuse(`more than ${maxDepth} levels`);
      if (containers > maxContainers) refuse(`more than ${maxContainers} objects and arrays`);
      entries[depth] = 1;
      isObject[depth] = byte === openBrace ? 1 : 0;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (depth > 0) depth -= 1;
    } else if (byte === comma) {
      const count = (entries[depth] ?? 0) + 1;
      entries[depth] = count;
      if (isObject[depth] === 1 && count > maxKeys) refuse(`more than ${maxKeys} keys in one object`);
      if (isObject[depth] === 0 && count > maxAlerts) refuse(`more than ${maxAlerts} entries in one list`);
    }
  }
}

/** Index of the closing quote, or the end of the bytes; counts an escape as what it stands for. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let length = 0;
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) {
    if (bytes[at] !== backslash) {
      at += 1;
      length += 1;
    } else if (bytes[at + 1] === letterU) {
      at += 6;
      length += 3;
    } else {
      at += 2;
      length += 1;
    }
    if (length > maxStringBytes) refuse(`a text of more than ${maxStringBytes} bytes`);
  }
  return at;
}

function refuse(what: string): never {
  throw new Rejected("bad_request", `The body has ${what}.`);
}
