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
  request: "req",
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Makes a new id of the given noun. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${v7()}`;
}

/** The shape of an id of the given noun, for schemas: prefix, underscore, UUID. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${idPrefixes[kind]}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
}
