import { createApiToken, listApiTokens } from "@/lib/contracts/api-token";
import * as tokens from "@/server/account/tokens";
import { route } from "@/server/platform/http/route";

export const GET = route(listApiTokens, ({ ctx, query }) => tokens.listTokens(ctx, query));

export const POST = route(createApiToken, ({ ctx, body }) => tokens.createToken(ctx, body));
