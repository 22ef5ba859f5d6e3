import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** A mark of how far the chain had grown, and to what hash, signed with a key that is not in the database. */
export interface Checkpoint {
  readonly chainSeq: number;
  readonly hash: string;
  readonly keyId: string;
  readonly signature: string;
}

/** The key that signs checkpoints, and its public digest. */
export interface CheckpointKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** Derives the key from the instance's secret; the digest tells keys apart and opens nothing. */
export function checkpointKey(authSecret: string): CheckpointKey {
  const secret = Buffer.from(hkdfSync("sha256", authSecret, "awoooi", "audit checkpoint", 32));
  return { id: createHash("sha256").update("id").update(secret).digest("hex").slice(0, 12), secret };
}

function signatureOf(key: CheckpointKey, mark: { chainSeq: number; hash: string }): string {
  return createHmac("sha256", key.secret).update(`${mark.chainSeq}:${mark.hash}`).digest("hex");
}

/** Signs one place of the chain. */
export function signCheckpoint(key: CheckpointKey, mark: { chainSeq: number; hash: string }): Checkpoint {
  return { ...mark, keyId: key.id, signature: signatureOf(key, mark) };
}

/** Whether a checkpoint was signed with this key, with another one that cannot be checked here, or is forged. */
export function judgeCheckpoint(key: CheckpointKey, checkpoint: Checkpoint): "ours" | "foreign" | "forged" {
  if (checkpoint.keyId !== key.id) return "foreign";
  const [given, wanted] = [Buffer.from(checkpoint.signature), Buffer.from(signatureOf(key, checkpoint))];
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? "ours" : "forged";
}

/** A checkpoint as one line of text. */
export function writeCheckpoint({ chainSeq, hash, keyId, signature }: Checkpoint): string {
  return `${chainSeq}:${hash}:${keyId}:${signature}`;
}

/** Reads what `writeCheckpoint` wrote, null for anything else. */
export function readCheckpoint(line: string): Checkpoint | null {
  const match = /^(\d{1,15}):([0-9a-f]{64}):([0-9a-f]{12}):([0-9a-f]{64})$/.exec(line.trim());
  const [, seq, hash, keyId, signature] = match ?? [];
  return seq === undefined || hash === undefined || keyId === undefined || signature === undefined ? null : { chainSeq: Number(seq), hash, keyId, signature };
}
