import { listSources } from "@/lib/contracts/source";
import { route } from "@/server/platform/http/route";
import * as sources from "@/server/web/sources";
import { web } from "@/server/web/web";

export const GET = route(listSources, ({ ctx }) => sources.listSources(web().container, ctx));
