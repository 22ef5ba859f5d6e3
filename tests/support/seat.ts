import { createHmac } from "node:crypto";
import type { Role } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import { appendEvents } from "@/server/event/append";
import { account, user } from "@/server/platform/auth/table";
import type { Web } from "@/server/web/web";

/** The one password of everybody who is seated. */
export const password = "correct horse battery staple";

/** Its hash, made once for a file: a hash costs more than the rest of most tests. */
let hash: Promise<string> | null = null;

/** Seats a new person with an account, a password and a session, as a one-time link does but for its two hashes; returns the `Cookie` header. */
export async function seatPerson({ auth, container }: Web, role: Role, email: string): Promise<string> {
  const { internalAdapter, authCookies, secret, password: hasher } = await auth.$context;
  hash ??= hasher.hash(password);
  const id = newId("user");
  const credential = { id: newId("account"), accountId: id, providerId: "credential", userId: id, password: await hash };
  const ctx = container.ctx({ kind: "human", id, name: role }, "web");
  await ctx.db.transaction(async (tx) => {
    await tx.insert(user).values({ id, name: role, email, emailVerified: true, role });
    await tx.insert(account).values(credential);
    await appendEvents(ctx, tx, [{ type: "account.joined", subject: { kind: "account", id }, statement: { code: "account_joined", params: { name: role, role } } }]);
  });
  const { token } = await internalAdapter.createSession(id);
  const signature = createHmac("sha256", secret).update(token).digest("base64");
  return `${authCookies.sessionToken.name}=${encodeURIComponent(`${token}.${signature}`)}`;
}
