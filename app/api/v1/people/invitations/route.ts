import { invitePerson } from "@/lib/contracts/account";
import { createSignInLink } from "@/server/account/sign-in-link";
import { route } from "@/server/platform/http/route";
import { web } from "@/server/web/web";

export const POST = route(invitePerson, ({ ctx, body }) => createSignInLink(ctx, { publicUrl: web().container.config.publicUrl, role: body.role }));
