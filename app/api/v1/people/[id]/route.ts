import { changePersonRole, removePerson } from "@/lib/contracts/account";
import * as people from "@/server/account/people";
import { route } from "@/server/platform/http/route";

export const PATCH = route(changePersonRole, ({ ctx, params, body }) => people.changePersonRole(ctx, { ...params, ...body }));

export const DELETE = route(removePerson, ({ ctx, params }) => people.removePerson(ctx, params));
