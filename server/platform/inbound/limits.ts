/** What the JSON of one body may be like; a door measures it before it builds anything from the bytes. */
export interface JsonLimits {
  /** Bytes of the whole body. */
  readonly maxBodyBytes: number;
  /** Levels of nesting. */
  readonly maxDepth: number;
  /** UTF-8 bytes of one string. */
  readonly maxStringBytes: number;
  /** Keys of one object. */
  readonly maxKeys: number;
  /** Entries of one list. */
  readonly maxEntries: number;
  /** Objects and arrays of the whole body. */
  readonly maxContainers: number;
}

const mebibyte = 1024 * 1024;

/** Limits of a door without special needs; a source that raises one says why. */
export const usualLimits: JsonLimits = {
  /** A genuine notification has some kilobytes. */
  maxBodyBytes: mebibyte,
  /** Genuine bodies have up to 15 levels; a recursive reader is safe far beyond this. */
  maxDepth: 32,
  /** PostgreSQL, logs and the browser all have to carry a text. */
  maxStringBytes: 64 * 1024,
  /** A genuine object has some tens of keys. */
  maxKeys: 10_000,
  /** Entries of the longest genuine list, the alerts of a storm. */
  maxEntries: 20_000,
  /** An alert has three or four of them; an empty object costs the parser 20 times its length in memory. */
  maxContainers: 80_000,
};

/** The usual limits, with some of them raised or lowered. */
export function limitsOf(own: Partial<JsonLimits>): JsonLimits {
  return { ...usualLimits, ...own };
}
