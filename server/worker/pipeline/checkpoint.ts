import type { Container } from "../../container";
import { checkpointChain } from "../../event/checkpoint";
import { appendCheckpointFile, readCheckpointFile } from "../../event/checkpoint-file";
import { checkpointKey, judgeCheckpoint, writeCheckpoint, type Checkpoint } from "../../event/checkpoint-rules";
import { metrics } from "../../platform/metrics";

function furthest(checkpoints: readonly Checkpoint[]): Checkpoint | null {
  return checkpoints.reduce<Checkpoint | null>((last, one) => (last === null || one.chainSeq > last.chainSeq ? one : last), null);
}

/**
 * Signs the audit chain when a checkpoint is due, and puts it where the database cannot reach: into a file of the data directory and
 * into the log. A broken chain is said once for each place, and shown as long as it is broken. Returns whether it signed.
 */
export function chainCheckpointer(container: Container): () => Promise<boolean> {
  const key = checkpointKey(container.config.authSecret);
  const file = { dataDir: container.config.dataDir, db: container.db };
  let saidOf = 0;
  /** The furthest of the file, so that who rewrites the database cannot have it signed. */
  let outside: Checkpoint | null | undefined;
  return async () => {
    outside ??= furthest((await readCheckpointFile(file)).filter((checkpoint) => judgeCheckpoint(key, checkpoint) === "ours"));
    const outcome = await checkpointChain(container.db, key, outside);
    if (outcome === null) return false;
    if ("fault" in outcome) {
      metrics.auditBroken.set(1);
      if (outcome.fault.seq !== saidOf) container.log.error({ fault: outcome.fault }, "audit_chain_broken");
      saidOf = outcome.fault.seq;
      return false;
    }
    metrics.auditBroken.set(0);
    outside = outcome.signed;
    container.log.info({ checkpoint: writeCheckpoint(outcome.signed) }, "audit_checkpoint");
    await appendCheckpointFile(file, outcome.signed);
    return true;
  };
}
