import { z } from "zod";
import { actor, page, role, timestamp } from "./common";
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
  summary: "Use a one-time link: makes the account, or with a link of the machine's own opens it again, and signs in",
  role: null,
  body: claimBody,
  status: 200,
  response: me,
  media: "application/json",
  problems: ["invalid_body", "forbidden", "conflict", "expired", "body_too_large", "unsupported_media_type", "too_many_requests"],
});

/** Somebody who can sign in. */
export const person = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    createdAt: timestamp,
    lastSeenAt: timestamp.nullable().describe("The last use of any standing session, to the minute; null when signed in nowhere."),
  })
  .meta({ id: "Person" });
export type Person = z.infer<typeof person>;

export const listPeople = defineOperation({
  id: "listPeople",
  method: "GET",
  path: "/api/v1/people",
  summary: "Everybody who can sign in, by name",
  role: "commander",
  status: 200,
  response: page(person).meta({ id: "PersonPage" }),
  media: "application/json",
  problems: ["unauthenticated", "forbidden"],
});

/** A one-time link for somebody new; shown once. */
export const invitation = z.object({ url: z.url(), role, expiresAt: timestamp }).meta({ id: "Invitation" });
export type Invitation = z.infer<typeof invitation>;

export const invitePerson = defineOperation({
  id: "invitePerson",
  method: "POST",
  path: "/api/v1/people/invitations",
  summary: "Make a one-time link that gives whoever uses it an account of this role",
  role: "commander",
  body: z.strictObject({ role }).meta({ id: "NewInvitation" }),
  status: 201,
  response: invitation,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "body_too_large", "unsupported_media_type"],
});

const personParams = z.object({ id: z.string() });

export const changePersonRole = defineOperation({
  id: "changePersonRole",
  method: "PATCH",
  path: "/api/v1/people/{id}",
  summary: "Give somebody another role; the last commander keeps theirs",
  role: "commander",
  params: personParams,
  body: z.strictObject({ role }).meta({ id: "PersonRole" }),
  status: 200,
  response: person,
  media: "application/json",
  problems: ["bad_request", "invalid_body", "unauthenticated", "forbidden", "not_found", "conflict", "body_too_large", "unsupported_media_type"],
});

export const removePerson = defineOperation({
  id: "removePerson",
  method: "DELETE",
  path: "/api/v1/people/{id}",
  summary: "Remove somebody, end their sessions and revoke the API tokens they made; the last commander stays",
  role: "commander",
  params: personParams,
  status: 200,
  response: person,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden", "not_found", "conflict"],
});
