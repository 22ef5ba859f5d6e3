import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { Database } from "../db/client";
import type { Logger } from "../log";
import { tunables } from "../tunables";
import { account, session, user, verification } from "./table";

/**
 * Sign-in with e-mail and password for people who already have an account; nobody can make one without a one-time link. A session
 * ends 12 hours after the sign-in, earlier when idle (`keepSession`), and at once when its row goes. Over https its cookie is bound
 * to the host (`__Host-`), so that no neighbouring site can set one.
 */
export function createAuth(options: { db: Database; log: Logger; secret: string; publicUrl: string; trustedOrigins: readonly string[] }) {
  const secure = options.publicUrl.startsWith("https://");
  return betterAuth({
    appName: "AWOOOI",
    baseURL: options.publicUrl,
    basePath: "/api/v1/auth",
    secret: options.secret,
    trustedOrigins: [...options.trustedOrigins],
    database: drizzleAdapter(options.db, { provider: "pg", schema: { user, session, account, verification } }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: { additionalFields: { role: { type: "string", required: false, defaultValue: "viewer", input: false } } },
    session: { expiresIn: tunables.sessionMaxMs / 1000, disableSessionRefresh: true },
    // Attempts are counted before they get here, over all processes and per account.
    rateLimit: { enabled: false },
    // With its own secure cookies it would put `__Secure-` in front.
    advanced: { cookiePrefix: secure ? "__Host-awoooi" : "awoooi", useSecureCookies: false, defaultCookieAttributes: { secure }, disableOriginCheck: false },
    // Its own logger prints whole errors, session tokens among them.
    logger: { log: (level, message, ...details) => options.log[level]({ message, err: details.find((detail) => detail instanceof Error) }, "better_auth") },
    telemetry: { enabled: false },
  });
}

export type Auth = ReturnType<typeof createAuth>;
