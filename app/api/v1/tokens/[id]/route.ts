import { revokeApiToken } from "@/lib/contracts/api-token";
import * as tokens from "@/server/account/tokens";
import { route } from "@/server/platform/http/route";

export const DELETE = route(revokeApiToken, ({ ctx, params }) => tokens.revokeToken(ctx, params));
