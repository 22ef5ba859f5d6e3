import { v7 } from "uuid";

/** The prefix of every noun's id; an id is `<prefix>_<UUIDv7>`, so ids sort by the time they were made. */
export const idPrefixes = {
  inbox: "inb",
  alert: "alt",
  signal: "sig",
  finding: "fnd",
  maintenanceWindow: "mwn",
  apiToken: "tok",
  entity: "ent",
  incident: "inc",
  decision: "dec",
  action: "act",
  approval: "apr",
  policy: "pol",
  event: "evt",
  user: "usr",
  account: "acc",
  signInLink: "sil",
  retention: "ret",
  request: "req",
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Randomness of many ids at once: to ask for that of each costs ten times the rest of making it. */
const randomness = new Uint8Array(16 * 256);
let used = randomness.length;
let lastMs = 0;
let sequence = 0;

/** Makes a new id of the given noun; those of one process sort in the order in which they were made. */
export function newId(kind: IdKind): string {
  if (used === randomness.length) {
    crypto.getRandomValues(randomness);
    used = 0;
  }
  const random = randomness.subarray(used, (used += 16));
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // Half of the 32 bits is left for those that follow in the same millisecond.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  } else sequence += 1;
  return `${idPrefixes[kind]}_${v7({ random, msecs: lastMs, seq: sequence })}`;
}

/** The shape of an id of the given noun, for schemas: prefix, underscore, UUID. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${idPrefixes[kind]}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
}
