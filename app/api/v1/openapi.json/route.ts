import { openApiDocument } from "@/server/platform/http/openapi";
import { answering } from "@/server/platform/http/route";

export const dynamic = "force-static";

/** The API's own description; public, since it holds no data. */
export function GET(): Promise<Response> {
  return answering(() => Promise.resolve(Response.json(openApiDocument())));
}
