import { z } from "zod";
import { actor, page, pageQuery, role, timestamp } from "./common";
import { defineOperation } from "./operation";

/** A bearer token of a machine or script, without its secret. */
export const apiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe("The first characters of the secret, to know it again by."),
    role,
    createdBy: actor,
    createdAt: timestamp,
    expiresAt: timestamp,
    lastUsedAt: timestamp.nullable().describe("To the minute."),
    revokedAt: timestamp.nullable(),
  })
  .meta({ id: "ApiToken" });
export type ApiToken = z.infer<typeof apiToken>;

/** A new token with its secret, which is never shown again. */
export const newApiToken = apiToken.extend({ token: z.string() }).meta({ id: "NewApiToken" });
export type NewApiToken = z.infer<typeof newApiToken>;

/** The longest life of a token, in days. */
export const apiTokenMaxDays = 366;

export const listApiTokens = defineOperation({
  id: "listApiTokens",
  method: "GET",
  path: "/api/v1/tokens",
  summary: "API tokens, newest first, revoked and expired ones among them",
  role: "commander",
  query: pageQuery,
  status: 200,
  response: page(apiToken).meta({ id: "ApiTokenPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden"],
});

export const createApiToken = defineOperation({
  id: "createApiToken",
  method: "POST",
  path: "/api/v1/tokens",
  summary: "Make an API token; its secret is in this answer and nowhere else",
  role: "commander",
  body: z
    .strictObject({ name: z.string().trim().min(1).max(100), role, expiresInDays: z.int().min(1).max(apiTokenMaxDays).default(90) })
    .meta({ id: "ApiTokenRequest" }),
  status: 201,
  response: newApiToken,
  media: "application/json",
  problems: ["invalid_body", "unauthenticated", "forbidden", "body_too_large", "unsupported_media_type"],
});

export const revokeApiToken = defineOperation({
  id: "revokeApiToken",
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  summary: "Revoke an API token; revoking it twice changes nothing",
  role: "commander",
  params: z.object({ id: z.string() }),
  status: 200,
  response: apiToken,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden", "not_found"],
});
