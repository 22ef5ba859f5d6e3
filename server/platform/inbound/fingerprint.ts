import { createHash } from "node:crypto";
import { oneLine, storable } from "./text";

/** UTF-8 bytes; an index over fingerprints has to hold it together with origin and source. */
const maxBytes = 400;

/** One identity from its parts, readable while it is short and storable; else its kind (the first part) and a hash of all parts. Different parts never make the same identity. */
export function fingerprintFrom(kind: string, ...parts: readonly string[]): string {
  const readable = [kind, ...parts].map((part) => part.replaceAll("%", "%25").replaceAll(":", "%3A")).join(":");
  return Buffer.byteLength(readable) <= maxBytes && storable(readable) === readable ? readable : `${oneLine(kind, 100)}:${hashOf([kind, ...parts])}`;
}

/** 128 bits of SHA-256 over texts whose borders count, as hex. */
export function hashOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
