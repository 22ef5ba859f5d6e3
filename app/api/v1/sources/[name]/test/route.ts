import { testSource } from "@/lib/contracts/source";
import { route } from "@/server/platform/http/route";
import * as sources from "@/server/web/sources";
import { web } from "@/server/web/web";

export const POST = route(testSource, ({ ctx, params }) => sources.testSource(web().container, ctx, params));
