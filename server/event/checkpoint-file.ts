import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readCheckpoint, writeCheckpoint, type Checkpoint } from "./checkpoint-rules";

/** The file of checkpoints beside the database, one line each, which only its owner reads. */
function fileOf(dataDir: string): string {
  return join(dataDir, "audit", "checkpoints.log");
}

/** Adds a checkpoint to the file. @throws {Error} when the disk refuses */
export async function appendCheckpointFile(dataDir: string, checkpoint: Checkpoint): Promise<void> {
  const file = fileOf(dataDir);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await appendFile(file, `${writeCheckpoint(checkpoint)}\n`, { mode: 0o600 });
}

/** Every checkpoint of the file; none when this machine has no such file. Lines that are no checkpoints are passed over. */
export async function readCheckpointFile(dataDir: string): Promise<Checkpoint[]> {
  const text = await readFile(fileOf(dataDir), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => readCheckpoint(line) ?? []);
}
