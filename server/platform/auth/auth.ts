import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { Database } from "../db/client";
import type { Logger } from "../log";
import { account, session, user, verification } from "./table";

/**
 * Sign-in with e-mail and password for people who already have an account; nobody can make one without a one-time link.
 * Sessions end after 12 hours and are revocable on the server.
 */
export function createAuth(options: { db: Database; log: Logger; secret: string; publicUrl: string; trustedOrigins: readonly string[] }) {
  return betterAuth({
    appName: "AWOOOI",
    baseURL: options.publicUrl,
    basePath: "/api/v1/auth",
    secret: options.secret,
    trustedOrigins: [...options.trustedOrigins],
    database: drizzleAdapter(options.db, { provider: "pg", schema: { user, session, account, verification } }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: { additionalFields: { role: { type: "string", required: false, defaultValue: "viewer", input: false } } },
    session: { expiresIn: 12 * 3600, updateAge: 30 * 60 },
    advanced: { cookiePrefix: "awoooi", useSecureCookies: options.publicUrl.startsWith("https://"), disableOriginCheck: false },
    // Its own logger prints whole errors, session tokens among them.
    logger: { log: (level, message, ...details) => options.log[level]({ message, err: details.find((detail) => detail instanceof Error) }, "better_auth") },
    telemetry: { enabled: false },
  });
}

export type Auth = ReturnType<typeof createAuth>;
