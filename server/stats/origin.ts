import { eq } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { inboxEntries } from "../inbox/table";
import type { Ctx } from "../platform/ctx";

/** The origin a dashboard shows unasked: live once a live source has spoken or when there is no range, else the range. */
export async function chooseOrigin(ctx: Ctx, rangeConnected: boolean): Promise<Origin> {
  if (!rangeConnected) return "live";
  const [spoken] = await ctx.db.select({ id: inboxEntries.id }).from(inboxEntries).where(eq(inboxEntries.origin, "live")).limit(1);
  return spoken === undefined ? "range" : "live";
}
