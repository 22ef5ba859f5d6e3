import { listPeople } from "@/lib/contracts/account";
import * as people from "@/server/account/people";
import { route } from "@/server/platform/http/route";

export const GET = route(listPeople, ({ ctx }) => people.listPeople(ctx));
