import type { Role } from "@/lib/contracts/common";
import type { Operation } from "@/lib/contracts/operation";
import { createWeb, installWeb, type Web } from "@/server/web/web";
import { openHouse, type TestHouse } from "./house";
import { dispatch } from "./routes";
import { seatPerson } from "./seat";

export { password } from "./seat";

export const apiToken = "test-api-token-0123456789";
export const bearer = { authorization: `Bearer ${apiToken}` } as const;

/** Headers and body of a call; a plain object as body is sent as JSON. */
export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The real route handlers over a house of their own, without a server in front. */
export interface TestWeb {
  readonly house: TestHouse;
  readonly web: Web;
  /** The origin a browser of this instance has. */
  readonly origin: string;
  call(method: Operation["method"] | "HEAD", path: string, call?: Call): Promise<Response>;
  /** Signs a new person in and returns the `Cookie` header of the browser. */
  signIn(role: Role, email?: string): Promise<string>;
}

/** The `Cookie` header that a browser sends after this answer. */
export function cookiesOf(response: Response): string {
  return response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "").join("; ");
}

/** Whatever is not text or bytes already goes out as JSON. */
function bodyOf(body: unknown): { body?: BodyInit; headers: Record<string, string> } {
  if (body === undefined) return { headers: {} };
  if (typeof body === "string" || body instanceof Uint8Array) return { body: body as BodyInit, headers: {} };
  return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

/** Opens a house and puts its doors in place of the web process's; a file that opens two talks to the one installed last. */
export async function openWeb(options: Parameters<typeof openHouse>[0] = {}): Promise<TestWeb> {
  const house = await openHouse(options);
  const web = createWeb(house.container);
  installWeb(web);
  const origin = house.container.config.publicUrl;
  const call: TestWeb["call"] = (method, path, { headers = {}, body, signal } = {}) => {
    const sent = bodyOf(body);
    return dispatch(new Request(new URL(path, origin), { method, headers: { ...sent.headers, ...headers }, ...(sent.body === undefined ? {} : { body: sent.body }), ...(signal === undefined ? {} : { signal }) }));
  };
  return {
    house,
    web,
    origin,
    call,
    signIn: (role, email = `${role}@example.com`) => seatPerson(web, role, email),
  };
}
