import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSignInLink } from "@/server/account/sign-in-link";
import { user } from "@/server/platform/auth/table";
import { cookiesOf, openWeb, password, type TestWeb } from "../support/web";

let web: TestWeb;
let own: { origin: string };

beforeAll(async () => {
  web = await openWeb();
  own = { origin: web.origin };
});
afterAll(() => web.house.close());

const email = "first@example.com";

async function newToken(): Promise<string> {
  const ctx = web.house.container.ctx({ kind: "human", id: "cli", name: "command line" }, "cli");
  const link = new URL((await createSignInLink(ctx, { publicUrl: web.origin, role: "commander" })).url);
  expect(link.href.startsWith(`${web.origin}/welcome?token=`)).toBe(true);
  return link.searchParams.get("token") ?? "";
}

const claim = (body: Record<string, unknown>) => web.call("POST", "/api/v1/sign-in-links/claim", { headers: own, body: { name: "First", email, password, ...body } });
const signIn = (body: Record<string, unknown>, headers: Record<string, string> = own) => web.call("POST", "/api/v1/auth/sign-in/email", { headers, body });
const me = async (cookie: string) => (await web.call("GET", "/api/v1/me", { headers: { cookie } })).status;
const sessionCookie = (response: Response) => response.headers.getSetCookie().find((cookie) => cookie.startsWith("awoooi.session_token=")) ?? "";

describe("a sign-in link", () => {
  test("works once: it makes the account and signs in with a cookie that no script and no foreign page can use", async () => {
    const token = await newToken();
    const first = await claim({ token });
    expect([first.status, await first.json()]).toMatchObject([200, { role: "commander", email, actor: { kind: "human", name: "First" } }]);
    expect(sessionCookie(first)).toMatch(/; Path=\/(;|$)/);
    expect(sessionCookie(first)).toMatch(/; HttpOnly(;|$)/);
    expect(sessionCookie(first)).toMatch(/; SameSite=Lax(;|$)/);
    expect(await me(cookiesOf(first))).toBe(200);
    const second = await claim({ token, email: "second@example.com" });
    expect([second.status, await second.json(), second.headers.getSetCookie()]).toMatchObject([410, { code: "expired" }, []]);
    expect(await web.house.container.db.select().from(user)).toHaveLength(1);
  });

  test("works once even for two at the same time", async () => {
    const token = await newToken();
    const answers = await Promise.all([claim({ token }), claim({ token })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410]);
  });

  test("is still good after a password that is too short", async () => {
    const token = await newToken();
    const short = await claim({ token, password: "elevenchars" });
    expect([short.status, await short.json()]).toMatchObject([400, { code: "invalid_body", issues: [{ path: "password" }] }]);
    expect((await claim({ token })).status).toBe(200);
  });

  test("is refused when it has expired or never existed", async () => {
    const token = await newToken();
    await web.house.container.db.execute(sql`update sign_in_links set expires_at = now() - interval '1 second' where used_at is null`);
    expect((await claim({ token })).status).toBe(410);
    expect((await claim({ token: "x".repeat(43) })).status).toBe(410);
  });

  test("gives whoever is locked out a new password, and ends the sessions of the old one", async () => {
    const before = cookiesOf(await claim({ token: await newToken(), email: "locked@example.com" }));
    expect(await me(before)).toBe(200);
    const again = await claim({ token: await newToken(), email: "Locked@Example.com", password: "another long password" });
    expect(again.status).toBe(200);
    expect(await me(before)).toBe(401);
    expect(await me(cookiesOf(again))).toBe(200);
    expect((await signIn({ email: "locked@example.com", password })).status).toBe(401);
  });
});

describe("sign-in", () => {
  test("takes the same e-mail and password again", async () => {
    const response = await signIn({ email, password });
    expect(response.status).toBe(200);
    expect(sessionCookie(response)).toMatch(/; HttpOnly/);
    expect(await me(cookiesOf(response))).toBe(200);
  });

  test("refuses a wrong password and an unknown e-mail alike", async () => {
    const wrong = await signIn({ email, password: "not the right password" });
    const unknown = await signIn({ email: "nobody@example.com", password });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
    expect([...wrong.headers.getSetCookie(), ...unknown.headers.getSetCookie()].filter((cookie) => cookie.includes("session_token="))).toEqual([]);
  });

  test("refuses a foreign page", async () => {
    const cookie = cookiesOf(await signIn({ email, password }));
    const foreign: Record<string, string>[] = [{}, { origin: "null" }, { origin: "https://evil.example" }, { origin: `${web.origin}0` }, { "sec-fetch-site": "cross-site" }, { origin: web.origin, "sec-fetch-site": "same-site" }];
    for (const headers of foreign.flatMap((each) => [each, { ...each, cookie }])) {
      expect((await signIn({ email, password }, headers)).status).toBe(403);
      expect((await web.call("POST", "/api/v1/auth/sign-out", { headers, body: {} })).status).toBe(403);
    }
  });

  test("sign-up is closed", async () => {
    const response = await web.call("POST", "/api/v1/auth/sign-up/email", { headers: own, body: { name: "Mallory", email: "mallory@example.com", password, role: "commander" } });
    expect([response.status, await response.json()]).toMatchObject([404, { code: "not_found" }]);
    expect(await web.house.container.db.select().from(user).where(sql`email = 'mallory@example.com'`)).toEqual([]);
  });

  test("nobody raises their own role", async () => {
    const cookie = await web.signIn("viewer");
    const response = await web.call("POST", "/api/v1/auth/update-user", { headers: { ...own, cookie }, body: { role: "commander" } });
    expect(response.status).toBe(404);
    expect(await (await web.call("GET", "/api/v1/me", { headers: { cookie } })).json()).toMatchObject({ role: "viewer" });
  });
});

describe("sign-out", () => {
  test("ends the session on the server, not only in the browser", async () => {
    const cookie = cookiesOf(await signIn({ email, password }));
    expect(await me(cookie)).toBe(200);
    expect((await web.call("POST", "/api/v1/auth/sign-out", { headers: { ...own, cookie }, body: {} })).status).toBe(200);
    expect(await me(cookie)).toBe(401);
  });
});
