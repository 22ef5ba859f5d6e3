import { eq } from "drizzle-orm";
import { user } from "../platform/auth/table";
import type { Ctx } from "../platform/ctx";
import type { Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";

/** The person who acts; null for a token, and for whoever has the machine's own shell. */
export function personOf({ actor, channel }: Ctx): string | null {
  return actor.kind === "human" && channel !== "cli" ? actor.id : null;
}

/**
 * Lets only a person manage people, links and tokens who is a commander now, and holds them to be one until the transaction ends: what
 * they make is there before they can be demoted, and goes with their role. A made token may not, since what it made would outlive its
 * own expiry. Whoever takes more locks on people takes those first.
 * @throws {Rejected} 403
 */
export async function requireOwner(ctx: Ctx, tx: Transaction): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === "token" && actor.id !== "AWOOOI_API_TOKEN") throw new Rejected("forbidden", "An API token cannot manage people or tokens; sign in.");
  const id = personOf(ctx);
  if (id === null) return;
  const [person] = await tx.select({ role: user.role }).from(user).where(eq(user.id, id)).for("share");
  if (person?.role !== "commander") throw new Rejected("forbidden", "This needs the role commander, which is not yours any more.");
}
