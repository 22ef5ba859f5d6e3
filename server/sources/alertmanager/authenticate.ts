import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Index of the secret that an `Authorization` value carries as bearer token or basic password (any user name), or -1. Compares
 * digests of equal length and tries every secret, so the time tells neither a prefix nor which one matched; an empty secret never matches.
 */
export function authenticate(authorization: string | undefined, secrets: readonly string[]): number {
  const given = authorization === undefined ? null : presentedSecret(authorization);
  if (given === null) return -1;
  const digest = sha256(given);
  let found = -1;
  secrets.forEach((secret, index) => {
    const equal = timingSafeEqual(digest, sha256(Buffer.from(secret, "utf8")));
    if (equal && secret !== "" && found === -1) found = index;
  });
  return found;
}

/** Header values arrive as one character per byte, so both schemes compare the bytes that were sent. */
function presentedSecret(authorization: string): Buffer | null {
  const space = authorization.indexOf(" ");
  const scheme = authorization.slice(0, Math.max(space, 0)).toLowerCase();
  const credentials = authorization.slice(space + 1).trim();
  if (scheme === "bearer") return Buffer.from(credentials, "latin1");
  if (scheme !== "basic") return null;
  const pair = Buffer.from(credentials, "base64");
  const colon = pair.indexOf(":");
  return colon === -1 ? null : pair.subarray(colon + 1);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
