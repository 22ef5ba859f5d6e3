import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readDatabaseIdentity } from "../platform/db/identity";
import type { Database } from "../platform/db/client";
import { readCheckpoint, writeCheckpoint, type Checkpoint } from "./checkpoint-rules";

/** Checkpoints outside the database: a file in this data directory, and the database whose chain they are of. */
export interface CheckpointFile {
  readonly dataDir: string;
  readonly db: Database;
}

/** One file for each database, since a data directory may see several; one line for each checkpoint, which only its owner reads. */
async function pathOf({ dataDir, db }: CheckpointFile): Promise<string> {
  return join(dataDir, "audit", `checkpoints-${await readDatabaseIdentity(db)}.log`);
}

/** Adds a checkpoint to the file. @throws {Error} when the disk refuses */
export async function appendCheckpointFile(file: CheckpointFile, checkpoint: Checkpoint): Promise<void> {
  const path = await pathOf(file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await appendFile(path, `${writeCheckpoint(checkpoint)}\n`, { mode: 0o600 });
}

/** Every checkpoint of the file; none when this machine has no such file. Lines that are no checkpoints are passed over. */
export async function readCheckpointFile(file: CheckpointFile): Promise<Checkpoint[]> {
  const text = await readFile(await pathOf(file), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => readCheckpoint(line) ?? []);
}
