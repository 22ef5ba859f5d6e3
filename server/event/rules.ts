import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** The hash before the first link. */
export const genesisHash = "0".repeat(64);

/** SHA-256 (hex) of the previous hash and the RFC 8785 JSON of the row; any later edit of either breaks the chain from there on. */
export function linkHash(previousHash: string, row: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(previousHash).update(canonicalize(row) ?? "").digest("hex");
}
