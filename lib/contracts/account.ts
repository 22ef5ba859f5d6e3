import { z } from "zod";
import { actor, role } from "./common";
import { defineOperation } from "./operation";

/** Who is signed in. */
export const me = z.object({ actor, role, email: z.string().nullable() }).meta({ id: "Me" });
export type Me = z.infer<typeof me>;

export const getMe = defineOperation({
  id: "getMe",
  method: "GET",
  path: "/api/v1/me",
  summary: "Who is signed in, with which role",
  role: "viewer",
  status: 200,
  response: me,
  media: "application/json",
  problems: ["unauthenticated"],
});

/** What a one-time sign-in link asks for: who you are and the password you will use from now on. */
export const claimBody = z
  .strictObject({
    token: z.string().min(20).max(200),
    name: z.string().trim().min(1).max(100),
    email: z.email().max(254),
    password: z.string().min(12).max(128),
  })
  .meta({ id: "SignInLinkClaim" });

export const claimSignInLink = defineOperation({
  id: "claimSignInLink",
  method: "POST",
  path: "/api/v1/sign-in-links/claim",
  summary: "Use a one-time link: makes or updates the account and signs in",
  role: null,
  body: claimBody,
  status: 200,
  response: me,
  media: "application/json",
  problems: ["invalid_body", "forbidden", "expired", "body_too_large", "unsupported_media_type"],
});
