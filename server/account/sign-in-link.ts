import { createHash, randomBytes } from "node:crypto";
import { and, eq, exists, gt, isNull, or, sql } from "drizzle-orm";
import type { Invitation } from "@/lib/contracts/account";
import type { Role } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import { appendEvents } from "../event/append";
import type { Auth } from "../platform/auth/auth";
import { account, session, signInLinks, user } from "../platform/auth/table";
import type { Ctx } from "../platform/ctx";
import type { Database, Transaction } from "../platform/db/client";
import { Rejected } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { personOf, requireOwner } from "./owner";
import { revokeTokensOf } from "./tokens";

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Links that can be used: in time, not used, and of nobody who is no commander any more. */
function standing(db: Database | Transaction, tokenHash: string) {
  const inviter = db.select({ id: user.id }).from(user).where(and(eq(user.id, signInLinks.invitedBy), eq(user.role, "commander")));
  return and(eq(signInLinks.tokenHash, tokenHash), isNull(signInLinks.usedAt), gt(signInLinks.expiresAt, sql`now()`), or(isNull(signInLinks.invitedBy), exists(inviter)));
}

/** Whether anybody can sign in already. */
export async function hasAnyUser(db: Database): Promise<boolean> {
  const [row] = await db.select({ id: user.id }).from(user).limit(1);
  return row !== undefined;
}

/**
 * Makes a one-time link that gives its first user the role; only the token's hash is kept. It opens accounts that exist only when it
 * was made on the machine itself, so that nobody who is invited becomes somebody else.
 * @throws {Rejected} 403 for an API token and for who is no commander any more
 */
export async function createSignInLink(ctx: Ctx, input: { publicUrl: string; role: Role }): Promise<Invitation> {
  const token = randomBytes(32).toString("base64url");
  const id = newId("signInLink");
  const expiresAt = await ctx.db.transaction(async (tx) => {
    await requireOwner(ctx, tx);
    const [link] = await tx
      .insert(signInLinks)
      .values({ id, tokenHash: hashOf(token), role: input.role, invitedBy: personOf(ctx), recovers: ctx.channel === "cli", expiresAt: sql`now() + make_interval(secs => ${tunables.signInLinkTtlMs / 1000})` })
      .returning({ expiresAt: signInLinks.expiresAt });
    if (link === undefined) throw new Error("the link was not stored");
    await appendEvents(ctx, tx, [{ type: "account.invited", subject: { kind: "account", id }, statement: { code: "account_invited", params: { role: input.role } } }]);
    return link.expiresAt;
  });
  return { url: `${input.publicUrl}/welcome?token=${token}`, role: input.role, expiresAt: expiresAt.toISOString() };
}

const dead = () => new Rejected("expired", "This link was used or has expired. `npm run sign-in-link` makes a new one.");

/**
 * Uses a link once: makes the account, or with a link of the machine's own for a known e-mail sets a new password and role, ends every
 * session and revokes the API tokens made there, so that whoever is locked out gets back in and whoever took the account is out.
 * @throws {Rejected} 410 when the link was used, has expired or never existed, or its inviter is no commander any more; 409 for an invitation and a known e-mail, and then the link is still good
 */
export async function claimSignInLink(ctx: Ctx, auth: Auth, input: { token: string; name: string; email: string; password: string }): Promise<{ userId: string; role: Role }> {
  const tokenHash = hashOf(input.token);
  // Hashing a password costs more than looking: a stranger's guess is not worth it.
  const [known] = await ctx.db.select({ id: signInLinks.id }).from(signInLinks).where(standing(ctx.db, tokenHash));
  if (known === undefined) throw dead();
  const password = await (await auth.$context).password.hash(input.password);
  const email = input.email.toLowerCase();
  return ctx.db.transaction(async (tx) => {
    const [link] = await tx.update(signInLinks).set({ usedAt: sql`now()` }).where(standing(tx, tokenHash)).returning();
    if (link === undefined) throw dead();
    const [person] = await tx
      .insert(user)
      .values({ id: newId("user"), name: input.name, email, emailVerified: true, role: link.role })
      .onConflictDoUpdate({ target: user.email, set: { name: input.name, role: link.role, updatedAt: sql`now()` } })
      .returning({ id: user.id, isNew: sql<boolean>`xmax = 0` });
    if (person === undefined) throw new Error("the account was not stored");
    if (!person.isNew && !link.recovers) throw new Rejected("conflict", "This e-mail has an account already; sign in with it. Whoever is locked out needs a link of `npm run sign-in-link`.");
    await tx.delete(session).where(eq(session.userId, person.id));
    await tx.delete(account).where(and(eq(account.userId, person.id), eq(account.providerId, "credential")));
    await tx.insert(account).values({ id: newId("account"), accountId: person.id, providerId: "credential", userId: person.id, password });
    const what = person.isNew ? "joined" : "recovered";
    const claimer = { ...ctx, actor: { kind: "human" as const, id: person.id, name: input.name } };
    await revokeTokensOf(claimer, tx, person.id);
    await appendEvents(claimer, tx, [{ type: `account.${what}`, subject: { kind: "account", id: person.id }, statement: { code: `account_${what}`, params: { name: input.name, role: link.role } } }]);
    return { userId: person.id, role: link.role };
  });
}
