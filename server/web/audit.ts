import type { AuditVerification } from "@/lib/contracts/audit";
import type { Container } from "../container";
import { readCheckpointFile } from "../event/checkpoint-file";
import { checkpointKey, readCheckpoint, type Checkpoint } from "../event/checkpoint-rules";
import { verifyChain } from "../event/verify";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";

function checkpointOf(line: string | undefined): Checkpoint[] {
  if (line === undefined) return [];
  const checkpoint = readCheckpoint(line);
  if (checkpoint === null) throw new Rejected("bad_request", "That is not a checkpoint.", { issues: [{ path: "checkpoint", message: "seq:hash:keyId:signature" }] });
  return [checkpoint];
}

/** Verifies the chain with the checkpoints of the table, of this machine's file, and of the caller. @throws {Rejected} 400 */
export async function verifyAudit(container: Container, ctx: Ctx, input: { cursor?: string | undefined; limit: number; checkpoint?: string | undefined }): Promise<AuditVerification> {
  const { authSecret, dataDir } = container.config;
  const outside = [...checkpointOf(input.checkpoint), ...(await readCheckpointFile({ dataDir, db: container.db }))];
  return verifyChain(ctx.db, { cursor: input.cursor, limit: input.limit, key: checkpointKey(authSecret), outside });
}
