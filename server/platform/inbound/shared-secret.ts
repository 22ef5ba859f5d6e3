import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** Index of the first secret for which `isEqual` holds. Every secret is tried, so the time does not tell which one matched; an empty one never matches. */
function indexOfMatch(secrets: readonly string[], isEqual: (secret: string) => boolean): number {
  let found = -1;
  secrets.forEach((secret, index) => {
    const equal = isEqual(secret);
    if (equal && secret !== "" && found === -1) found = index;
  });
  return found;
}

/**
 * Index of the secret that an `Authorization` value carries as bearer token or basic password (any user name), or -1. Compares the
 * digests of both in constant time, so that the time tells neither a prefix nor the length of a secret.
 */
export function matchAuthorization(authorization: string | undefined, secrets: readonly string[]): number {
  const given = authorization === undefined ? null : presentedSecret(authorization);
  if (given === null) return -1;
  const digest = hash("sha256", given, "buffer");
  return indexOfMatch(secrets, (secret) => timingSafeEqual(digest, digestOf(secret)));
}

/**
 * Index of the secret whose HMAC-SHA256 over the bytes of the body is the given one, as 64 lower-case hex digits; or -1. Compares in
 * constant time; any other spelling of the digest is refused, so that no two texts are the same signature.
 */
export function matchHmacSha256(signature: string | undefined, rawBody: Uint8Array, secrets: readonly string[]): number {
  if (signature === undefined || !/^[0-9a-f]{64}$/.test(signature)) return -1;
  const given = Buffer.from(signature, "hex");
  return indexOfMatch(secrets, (secret) => timingSafeEqual(given, createHmac("sha256", secret).update(rawBody).digest()));
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

/** Digests of our own secrets, some ten of them; every delivery is compared with some. */
const known = new Map<string, Buffer>();

function digestOf(secret: string): Buffer {
  const digest = known.get(secret) ?? hash("sha256", Buffer.from(secret, "utf8"), "buffer");
  known.set(secret, digest);
  return digest;
}
