import type { Steps } from "./steps";

const [quote, backslash, letterU, comma, colon, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x75, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d];

/** Bytes that are parsed or walked over in one step: about a millisecond. */
const usualPieceBytes = 262_144;

/** A mark at the beginning of a piece is no mark of the body's. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isInsideCharacter = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

function fail(): never {
  throw new SyntaxError("not JSON");
}

/**
 * The value of a JSON text, as `JSON.parse` makes it and from the same texts, in steps: what is larger than a piece is cut between
 * its entries, and each piece is `JSON.parse`d. Measure the text first, since nesting costs a walk for each level.
 * @throws {SyntaxError} when it is not JSON
 */
export function parseJsonSteps(bytes: Uint8Array, pieceBytes = usualPieceBytes): Steps<unknown> {
  return new Cutter(bytes, pieceBytes).valueIn(0, bytes.length);
}

class Cutter {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly pieceBytes: number,
  ) {}

  *valueIn(from: number, to: number): Steps<unknown> {
    let [start, end] = [from, to];
    while (start < end && isBlank(this.bytes[start])) start += 1;
    while (end > start && isBlank(this.bytes[end - 1])) end -= 1;
    yield;
    const first = this.bytes[start];
    if (end - start > this.pieceBytes) {
      if (first === openBracket) return yield* this.list(start, end);
      if (first === openBrace) return yield* this.object(start, end);
      if (first === quote && end - start > 1) return yield* this.string(start, end);
    }
    return JSON.parse(this.text(start, end));
  }

  private text(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end));
  }

  private *list(start: number, end: number): Steps<unknown[]> {
    const list: unknown[] = [];
    for (const [from, to] of yield* this.groups(start, end, closeBracket)) {
      if (to - from > this.pieceBytes) list.push(yield* this.valueIn(from, to));
      else for (const value of JSON.parse(`[${this.text(from, to)}]`) as unknown[]) list.push(value);
      yield;
    }
    return list;
  }

  private *object(start: number, end: number): Steps<object> {
    const object = {};
    const add = (key: string, value: unknown) => Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    for (const [from, to] of yield* this.groups(start, end, closeBrace)) {
      if (to - from > this.pieceBytes) {
        const at = yield* this.colonIn(from, to);
        const key = yield* this.valueIn(from, at);
        if (typeof key !== "string") fail();
        add(key, yield* this.valueIn(at + 1, to));
      } else for (const [key, value] of Object.entries(JSON.parse(`{${this.text(from, to)}}`) as object)) add(key, value);
      yield;
    }
    return object;
  }

  /** A text in pieces that break no escape and no character. */
  private *string(start: number, end: number): Steps<string> {
    const { bytes } = this;
    const last = end - 1;
    let text = "";
    for (let from = start + 1; from < last; yield) {
      let to = from;
      while (to < last && (to - from < this.pieceBytes || isInsideCharacter(bytes[to]))) to += bytes[to] !== backslash ? 1 : bytes[to + 1] === letterU ? 6 : 2;
      to = Math.min(to, last);
      text += JSON.parse(`"${this.text(from, to)}"`) as string;
      from = to;
    }
    return bytes[last] === quote ? text : fail();
  }

  /** Where the value of a member begins, whose name comes first. */
  private *colonIn(from: number, to: number): Steps<number> {
    let isText = false;
    for (let at = from, pause = from + this.pieceBytes; at < to; at += 1) {
      if (at >= pause) {
        pause = at + this.pieceBytes;
        yield;
      }
      const byte = this.bytes[at];
      if (isText && byte === backslash) at += 1;
      else if (byte === quote) isText = !isText;
      else if (!isText && byte === colon) return at;
    }
    return fail();
  }

  /** The entries of a container as stretches of the text: as many together as make a piece, and one alone that is larger. None is blank. */
  private *groups(start: number, end: number, closing: number): Steps<(readonly [from: number, to: number])[]> {
    const { bytes, pieceBytes } = this;
    const groups: (readonly [number, number])[] = [];
    const [begin, last] = [start + 1, end - 1];
    if (bytes[last] !== closing) fail();
    let [from, entry, depth, isText, hasContent] = [begin, begin, 1, false, false];
    const close = (to: number) => {
      if (!hasContent) fail();
      if (to - from > pieceBytes && entry > from) {
        groups.push([from, entry - 1]);
        from = entry;
      }
      if (to - from > pieceBytes) {
        groups.push([from, to]);
        from = to + 1;
      }
      entry = to + 1;
      hasContent = false;
    };
    for (let at = begin, pause = begin + pieceBytes; at < last; at += 1) {
      if (at >= pause) {
        pause = at + pieceBytes;
        yield;
      }
      const byte = bytes[at];
      if (isText) {
        if (byte === backslash) at += 1;
        else if (byte === quote) isText = false;
        continue;
      }
      if (byte === comma && depth === 1) {
        close(at);
        continue;
      }
      if (!hasContent && !isBlank(byte)) hasContent = true;
      if (byte === quote) isText = true;
      else if (byte === openBracket || byte === openBrace) depth += 1;
      else if ((byte === closeBracket || byte === closeBrace) && (depth -= 1) === 0) fail();
    }
    if (isText || depth !== 1) fail();
    if (entry === begin && !hasContent) return groups;
    close(last);
    if (from < last) groups.push([from, last]);
    return groups;
  }
}
