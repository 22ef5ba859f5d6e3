import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Role } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import type { Database } from "../db/client";
import { Rejected } from "../errors";
import { tunables } from "../tunables";
import type { Auth } from "./auth";
import { account, session, signInLinks, user } from "./table";

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Whether anybody can sign in already. */
export async function hasAnyUser(db: Database): Promise<boolean> {
  const [row] = await db.select({ id: user.id }).from(user).limit(1);
  return row !== undefined;
}

/** Makes a one-time link that gives its first user the role; only the token's hash is kept. */
export async function createSignInLink(db: Database, input: { publicUrl: string; role: Role }): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db.insert(signInLinks).values({ id: newId("signInLink"), tokenHash: hashOf(token), role: input.role, expiresAt: sql`now() + make_interval(secs => ${tunables.signInLinkTtlMs / 1000})` });
  return `${input.publicUrl}/welcome?token=${token}`;
}

/**
 * Uses a link once: makes the account, or for a known e-mail sets a new password and role and ends every session, so
 * that whoever is locked out gets back in and whoever took the account is out.
 * @throws {Rejected} 410 when the link was used, has expired or never existed
 */
export async function claimSignInLink(db: Database, auth: Auth, input: { token: string; name: string; email: string; password: string }): Promise<{ userId: string; role: Role }> {
  const password = await (await auth.$context).password.hash(input.password);
  const email = input.email.toLowerCase();
  return db.transaction(async (tx) => {
    const [link] = await tx
      .update(signInLinks)
      .set({ usedAt: sql`now()` })
      .where(and(eq(signInLinks.tokenHash, hashOf(input.token)), isNull(signInLinks.usedAt), gt(signInLinks.expiresAt, sql`now()`)))
      .returning();
    if (link === undefined) throw new Rejected("expired", "This link was used or has expired. `npm run sign-in-link` makes a new one.");
    const [person] = await tx
      .insert(user)
      .values({ id: newId("user"), name: input.name, email, emailVerified: true, role: link.role })
      .onConflictDoUpdate({ target: user.email, set: { name: input.name, role: link.role, updatedAt: sql`now()` } })
      .returning();
    if (person === undefined) throw new Error("the account was not stored");
    await tx.delete(session).where(eq(session.userId, person.id));
    await tx.delete(account).where(and(eq(account.userId, person.id), eq(account.providerId, "credential")));
    await tx.insert(account).values({ id: newId("account"), accountId: person.id, providerId: "credential", userId: person.id, password });
    return { userId: person.id, role: link.role };
  });
}
