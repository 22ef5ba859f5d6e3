import { boolean, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Actor, Role } from "@/lib/contracts/common";
import { instant } from "../db/columns";

/** People; the shape is better-auth's, plus our role. */
export const user = pgTable("user", {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  role: text().$type<Role>().notNull().default("viewer"),
  createdAt: instant().notNull().defaultNow(),
  updatedAt: instant().notNull().defaultNow(),
});

/** Signed-in browsers. */
export const session = pgTable(
  "session",
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: text().notNull().references(() => user.id, { onDelete: "cascade" }),
    expiresAt: instant().notNull(),
    ipAddress: text(),
    userAgent: text(),
    /** When its person signed in; no session outlives the absolute limit counted from here. */
    createdAt: instant().notNull().defaultNow(),
    /** When it was last used, to the minute; a session nobody uses ends. */
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [index("session_user").on(t.userId)],
);

/** Ways to sign in; a password is stored as better-auth's scrypt hash. */
export const account = pgTable(
  "account",
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: text().notNull().references(() => user.id, { onDelete: "cascade" }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: instant(),
    refreshTokenExpiresAt: instant(),
    scope: text(),
    password: text(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [index("account_user").on(t.userId)],
);

/** Short-lived secrets of better-auth. */
export const verification = pgTable("verification", {
  id: text().primaryKey(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: instant().notNull(),
  createdAt: instant().notNull().defaultNow(),
  updatedAt: instant().notNull().defaultNow(),
});

/** One-time links, made on the machine itself or as invitations; only the token's SHA-256 is stored. */
export const signInLinks = pgTable("sign_in_links", {
  id: text().primaryKey(),
  tokenHash: text().notNull().unique(),
  role: text().$type<Role>().notNull(),
  /** The person who invites, who must be a commander still when it is used; null when no person made it. */
  invitedBy: text(),
  /** Whether it opens an account that exists: only who reaches the machine may make such a link. */
  recovers: boolean().notNull().default(false),
  createdAt: instant().notNull().defaultNow(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});

/** Bearer tokens of machines and scripts; only the SHA-256 of a random 256-bit token is stored, so no salt or stretching is needed. */
export const apiTokens = pgTable("api_tokens", {
  id: text().primaryKey(),
  name: text().notNull(),
  tokenHash: text().notNull().unique(),
  /** The first characters, by which its owner knows it again; they open nothing. */
  prefix: text().notNull(),
  role: text().$type<Role>().notNull(),
  createdBy: jsonb().$type<Actor>().notNull(),
  createdAt: instant().notNull().defaultNow(),
  expiresAt: instant().notNull(),
  /** Written at most once a minute. */
  lastUsedAt: instant(),
  revokedAt: instant(),
});
