import { and, desc, eq, sql } from "drizzle-orm";
import type { Approval, ApprovalStatus } from "@/lib/contracts/approval";
import { decodeCursor, encodeCursor, pageOf } from "../platform/cursor";
import type { Ctx } from "../platform/ctx";
import { Rejected } from "../platform/errors";
import { readApproval, readApprovals } from "./present";
import { approvals } from "./table";

/** One page of approvals, newest first. */
export async function listApprovals(ctx: Ctx, input: { status?: ApprovalStatus | undefined; limit: number; cursor?: string | undefined }): Promise<{ items: Approval[]; nextCursor: string | null }> {
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const found = await readApprovals(ctx.db, {
    where: and(
      input.status === undefined ? undefined : eq(approvals.status, input.status),
      after === null ? undefined : sql`(${approvals.requestedAt}, ${approvals.id}) < (${after.at.toISOString()}::timestamptz, ${after.id})`,
    ),
    orderBy: [desc(approvals.requestedAt), desc(approvals.id)],
    limit: input.limit + 1,
  });
  return pageOf(found, input.limit, (item) => item, (item) => encodeCursor(new Date(item.requestedAt), item.id));
}

/** One approval. @throws {Rejected} 404 */
export async function getApproval(ctx: Ctx, input: { id: string }): Promise<Approval> {
  const found = await readApproval(ctx.db, input.id);
  if (found === null) throw new Rejected("not_found", "There is no such approval.");
  return found;
}
