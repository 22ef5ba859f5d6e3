import type { Container } from "../../container";
import { checkpointChain } from "../../event/checkpoint";
import { appendCheckpointFile } from "../../event/checkpoint-file";
import { checkpointKey, writeCheckpoint } from "../../event/checkpoint-rules";
import { metrics } from "../../platform/metrics";

/**
 * Signs the audit chain when a checkpoint is due, and puts it where the database cannot reach: into a file of the data directory and
 * into the log. A broken chain is said once for each place, and shown as long as it is broken. Returns whether it signed.
 */
export function chainCheckpointer(container: Container): () => Promise<boolean> {
  const key = checkpointKey(container.config.authSecret);
  let saidOf = 0;
  return async () => {
    const outcome = await checkpointChain(container.db, key);
    if (outcome === null) return false;
    if ("fault" in outcome) {
      metrics.auditBroken.set(1);
      if (outcome.fault.seq !== saidOf) container.log.error({ fault: outcome.fault }, "audit_chain_broken");
      saidOf = outcome.fault.seq;
      return false;
    }
    metrics.auditBroken.set(0);
    container.log.info({ checkpoint: writeCheckpoint(outcome.signed) }, "audit_checkpoint");
    await appendCheckpointFile(container.config.dataDir, outcome.signed);
    return true;
  };
}
