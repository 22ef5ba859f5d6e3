import { eq, ne, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "@/lib/contracts/account";
import type { ApiToken, NewApiToken } from "@/lib/contracts/api-token";
import type { Role } from "@/lib/contracts/common";
import { createSignInLink } from "@/server/account/sign-in-link";
import { createToken } from "@/server/account/tokens";
import { events } from "@/server/event/table";
import { apiTokens, session, user } from "@/server/platform/auth/table";
import { tunables } from "@/server/platform/tunables";
import { installWeb } from "@/server/web/web";
import { readStream, type StreamReader } from "../support/sse";
import { eventually } from "../support/wait";
import { bearer, cookiesOf, openWeb, password, type TestWeb } from "../support/web";

let web: TestWeb;
let commander: string;
const opened: StreamReader[] = [];

beforeAll(async () => {
  web = await openWeb();
  commander = await web.signIn("commander");
});
afterEach(() => Promise.all(opened.splice(0).map((stream) => stream.hangUp())));
afterAll(() => web.house.close());

const as = (cookie: string) => ({ cookie, origin: web.origin });
const holding = (token: string) => ({ authorization: `Bearer ${token}` });
const db = () => web.house.container.db;
const status = async (headers: Record<string, string>, path = "/api/v1/me") => (await web.call("GET", path, { headers })).status;

async function makeToken(role: Role = "operator", headers: Record<string, string> = as(commander)): Promise<NewApiToken> {
  const response = await web.call("POST", "/api/v1/tokens", { headers, body: { name: "deploy bot", role } });
  expect(response.status).toBe(201);
  return (await response.json()) as NewApiToken;
}

async function idOf(email: string): Promise<string> {
  const [row] = await db().select({ id: user.id }).from(user).where(eq(user.email, email));
  return row?.id ?? "";
}

async function invite(headers: Record<string, string>, role: Role): Promise<string | null> {
  const invited = (await (await web.call("POST", "/api/v1/people/invitations", { headers, body: { role } })).json()) as { url: string };
  return new URL(invited.url).searchParams.get("token");
}

const claim = (token: string | null, email: string) => web.call("POST", "/api/v1/sign-in-links/claim", { headers: { origin: web.origin }, body: { token, name: "Somebody", email, password } });

const eventsAbout = (id: string) => db().select({ type: events.type, actor: events.actor, channel: events.channel }).from(events).where(eq(events.subjectId, id)).orderBy(events.id);

async function watch(headers: Record<string, string>): Promise<StreamReader> {
  const response = await web.call("GET", "/api/v1/approvals/stream", { headers });
  expect(response.status).toBe(200);
  const stream = readStream(response);
  opened.push(stream);
  await stream.first("approvals.snapshot");
  return stream;
}

/** A revocation promises 5 s. */
const hasEnded = (stream: StreamReader) => eventually("the end of the stream", () => Promise.resolve(stream.ended()), 5_000, 50);

describe("an API token", () => {
  test("is shown once, stored as a hash, and opens what its role opens, as itself", async () => {
    const made = await makeToken("operator");
    expect(made.token).toMatch(/^awo_[A-Za-z0-9_-]{43}$/);
    const [row] = await db().select().from(apiTokens).where(eq(apiTokens.id, made.id));
    expect(JSON.stringify(row)).not.toContain(made.token);
    expect(made.token.startsWith(row?.prefix ?? "-")).toBe(true);
    const listed = (await (await web.call("GET", "/api/v1/tokens", { headers: as(commander) })).json()) as { items: ApiToken[] };
    expect(listed.items.find((token) => token.id === made.id)).toMatchObject({ name: "deploy bot", role: "operator", createdBy: { name: "commander" }, revokedAt: null });
    expect(JSON.stringify(listed)).not.toContain(made.token);
    expect(await (await web.call("GET", "/api/v1/me", { headers: holding(made.token) })).json()).toEqual({ actor: { kind: "token", id: made.id, name: "deploy bot" }, role: "operator", email: null });
    expect((await web.call("POST", "/api/v1/automation/pause", { headers: holding(made.token) })).status).toBe(200);
    expect((await web.call("POST", "/api/v1/automation/resume", { headers: holding(made.token) })).status).toBe(403);
    expect((await web.call("POST", "/api/v1/automation/resume", { headers: bearer })).status).toBe(200);
    expect(await eventsAbout(made.id)).toMatchObject([{ type: "token.created", actor: { kind: "human", name: "commander" }, channel: "web" }]);
  });

  test("lives as long as it was asked to, at most a year", async () => {
    const made = await makeToken();
    const days = (Date.parse(made.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
    expect((await web.call("POST", "/api/v1/tokens", { headers: as(commander), body: { name: "n", role: "viewer", expiresInDays: 367 } })).status).toBe(400);
    await db().execute(sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${made.id}`);
    expect(await status(holding(made.token))).toBe(401);
  });

  test("notes its use at most once a minute", async () => {
    const made = await makeToken();
    const used = async () => (await db().select({ at: apiTokens.lastUsedAt }).from(apiTokens).where(eq(apiTokens.id, made.id)))[0]?.at?.getTime() ?? null;
    expect(await used()).toBeNull();
    await status(holding(made.token));
    const first = await used();
    expect(first).not.toBeNull();
    await status(holding(made.token));
    expect(await used()).toBe(first);
    await db().execute(sql`update api_tokens set last_used_at = now() - interval '61 seconds' where id = ${made.id}`);
    await Promise.all([status(holding(made.token)), status(holding(made.token))]);
    expect(await used()).toBeGreaterThanOrEqual(first ?? Infinity);
  });

  test("opens nothing once revoked, and revoked twice leaves one event", async () => {
    const made = await makeToken("viewer");
    const revoke = () => web.call("DELETE", `/api/v1/tokens/${made.id}`, { headers: as(commander) });
    const first = (await (await revoke()).json()) as ApiToken;
    expect(await (await revoke()).json()).toEqual(first);
    expect(await status(holding(made.token))).toBe(401);
    expect((await eventsAbout(made.id)).map((event) => event.type)).toEqual(["token.created", "token.revoked"]);
  });

  test("cannot make tokens, links or commanders, whatever its role", async () => {
    const { token, id } = await makeToken("commander");
    const viewer = (await web.signIn("viewer", "made@example.com"), await idOf("made@example.com"));
    const tries = [
      web.call("POST", "/api/v1/tokens", { headers: holding(token), body: { name: "n", role: "viewer" } }),
      web.call("DELETE", `/api/v1/tokens/${id}`, { headers: holding(token) }),
      web.call("POST", "/api/v1/people/invitations", { headers: holding(token), body: { role: "commander" } }),
      web.call("PATCH", `/api/v1/people/${viewer}`, { headers: holding(token), body: { role: "commander" } }),
      web.call("DELETE", `/api/v1/people/${viewer}`, { headers: holding(token) }),
    ];
    expect((await Promise.all(tries)).map((response) => response.status)).toEqual([403, 403, 403, 403, 403]);
    expect(await status(holding(token))).toBe(200);
  });
});

describe("people", () => {
  test("come in by a one-time link of the role they were invited with", async () => {
    const token = await invite(as(commander), "operator");
    const joined = await web.call("POST", "/api/v1/sign-in-links/claim", { headers: { origin: web.origin }, body: { token, name: "Ann", email: "ann@example.com", password } });
    expect(await joined.json()).toMatchObject({ role: "operator", actor: { name: "Ann" } });
    const { items } = (await (await web.call("GET", "/api/v1/people", { headers: as(commander) })).json()) as { items: Person[] };
    expect(items.find((person) => person.email === "ann@example.com")).toMatchObject({ name: "Ann", role: "operator", lastSeenAt: expect.any(String) as string });
    expect((await eventsAbout(await idOf("ann@example.com"))).map((event) => event.type)).toEqual(["account.joined"]);
  });

  test("invited cannot take the place of somebody who is there, and the invitation is still good", async () => {
    const admin = await web.signIn("commander", "taken@example.com");
    const token = await invite(as(admin), "viewer");
    const taken = await claim(token, "Taken@example.com");
    expect([taken.status, await taken.json()]).toMatchObject([409, { code: "conflict" }]);
    expect(await (await web.call("GET", "/api/v1/me", { headers: as(admin) })).json()).toMatchObject({ role: "commander", actor: { name: "commander" } });
    expect((await claim(token, "newcomer@example.com")).status).toBe(200);
  });

  test("who lost their role are not let in again by an invitation they made before", async () => {
    for (const lose of ["DELETE", "PATCH"] as const) {
      const cookie = await web.signIn("commander", "rogue@example.com");
      const token = await invite(as(cookie), "commander");
      const id = await idOf("rogue@example.com");
      expect((await web.call(lose, `/api/v1/people/${id}`, { headers: as(commander), ...(lose === "PATCH" ? { body: { role: "operator" } } : {}) })).status).toBe(200);
      expect((await claim(token, "rogue-again@example.com")).status).toBe(410);
    }
  });

  test("who are let back in by the machine's own link leave behind the API tokens of whoever took their account", async () => {
    const thief = await web.signIn("commander", "stolen@example.com");
    const { token } = await makeToken("commander", as(thief));
    const link = await createSignInLink(web.house.container.ctx({ kind: "human", id: "cli", name: "command line" }, "cli"), { publicUrl: web.origin, role: "commander" });
    expect((await claim(new URL(link.url).searchParams.get("token"), "stolen@example.com")).status).toBe(200);
    expect([await status(as(thief)), await status(holding(token))]).toEqual([401, 401]);
  });

  test("make nothing that outlives a role they are losing at that moment", async () => {
    const cookie = await web.signIn("commander", "hasty@example.com");
    const id = await idOf("hasty@example.com");
    const ctx = web.house.container.ctx({ kind: "human", id, name: "hasty" }, "web");
    const make = () => createToken(ctx, { name: "late", role: "commander", expiresInDays: 1 }).catch((error: unknown) => error);
    const late = await db().transaction(async (tx) => {
      await tx.update(user).set({ role: "viewer" }).where(eq(user.id, id));
      const started = make();
      await eventually("a wait for the lock", async () => (await db().execute(sql`select 1 from pg_locks where not granted`)).rows.length > 0);
      return { started };
    });
    expect(await late.started).toMatchObject({ code: "forbidden" });
    expect(await status(as(cookie))).toBe(200);
  });

  test("have a changed role with their next request, and lose the tokens they made when it is smaller", async () => {
    const cookie = await web.signIn("commander", "deputy@example.com");
    const id = await idOf("deputy@example.com");
    const { token } = await makeToken("commander", as(cookie));
    const change = (role: Role) => web.call("PATCH", `/api/v1/people/${id}`, { headers: as(commander), body: { role } });
    expect(await (await change("viewer")).json()).toMatchObject({ role: "viewer" });
    expect((await web.call("GET", "/api/v1/people", { headers: as(cookie) })).status).toBe(403);
    expect(await status(holding(token))).toBe(401);
    await change("viewer");
    expect((await eventsAbout(id)).map((event) => event.type)).toEqual(["account.joined", "account.role_changed"]);
  });

  test("who are removed are out at once: their sessions, their tokens and their password", async () => {
    const cookie = await web.signIn("commander", "leaver@example.com");
    const id = await idOf("leaver@example.com");
    const { token } = await makeToken("viewer", as(cookie));
    expect((await web.call("DELETE", `/api/v1/people/${id}`, { headers: as(commander) })).status).toBe(200);
    expect([await status(as(cookie)), await status(holding(token))]).toEqual([401, 401]);
    expect((await web.call("POST", "/api/v1/auth/sign-in/email", { headers: { origin: web.origin }, body: { email: "leaver@example.com", password } })).status).toBe(401);
    expect((await web.call("DELETE", `/api/v1/people/${id}`, { headers: as(commander) })).status).toBe(404);
    expect((await eventsAbout(id)).map((event) => event.type)).toEqual(["account.joined", "account.removed"]);
  });

  test("always keep one commander, even when two leave at the same time", async () => {
    await db().update(user).set({ role: "viewer" }).where(ne(user.email, "commander@example.com"));
    await web.signIn("commander", "second@example.com");
    const [first, second] = [await idOf("commander@example.com"), await idOf("second@example.com")];
    const answers = await Promise.all([first, second].map((id) => web.call("PATCH", `/api/v1/people/${id}`, { headers: bearer, body: { role: "viewer" } })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const [last] = await db().select({ id: user.id }).from(user).where(eq(user.role, "commander"));
    expect((await web.call("DELETE", `/api/v1/people/${last?.id}`, { headers: bearer })).status).toBe(409);
    await db().update(user).set({ role: "commander" }).where(eq(user.id, first));
  });
});

describe("a session", () => {
  test("ends when it is idle and when its shift is over, and use keeps it alive no longer than that", async () => {
    const cookie = await web.signIn("viewer", "idle@example.com");
    const id = await idOf("idle@example.com");
    const age = (column: "updated_at" | "created_at", ms: number) => db().execute(sql`update session set ${sql.identifier(column)} = now() - make_interval(secs => ${ms / 1000}) where user_id = ${id}`);
    await age("updated_at", tunables.sessionIdleMs - 60_000);
    expect(await status(as(cookie))).toBe(200);
    const [used] = await db().select({ at: session.updatedAt }).from(session).where(eq(session.userId, id));
    expect(Date.now() - (used?.at.getTime() ?? 0)).toBeLessThan(60_000);
    await age("updated_at", tunables.sessionIdleMs + 1_000);
    expect(await status(as(cookie))).toBe(401);
    await age("updated_at", 0);
    await age("created_at", tunables.sessionMaxMs + 1_000);
    expect(await status(as(cookie))).toBe(401);
  });

  test("is new after signing in again, and the one before is over", async () => {
    const before = await web.signIn("operator", "again@example.com");
    const again = await web.call("POST", "/api/v1/auth/sign-in/email", { headers: as(before), body: { email: "again@example.com", password } });
    expect(again.status).toBe(200);
    expect([await status(as(before)), await status(as(cookiesOf(again)))]).toEqual([401, 200]);
    expect((await eventsAbout(await idOf("again@example.com"))).map((event) => event.type)).toEqual(["account.joined", "account.signed_in"]);
  });

  test("over https has a cookie that belongs to the host alone", async () => {
    const secure = await openWeb({ env: { AWOOOI_PUBLIC_URL: "https://ops.example.org" } });
    try {
      const cookie = await secure.signIn("viewer");
      expect(cookie).toMatch(/^__Host-awoooi\.session_token=/);
      const answer = await secure.call("POST", "/api/v1/auth/sign-in/email", { headers: { origin: secure.origin }, body: { email: "viewer@example.com", password } });
      const [set = ""] = answer.headers.getSetCookie();
      for (const flag of ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]) expect(set).toMatch(new RegExp(`; ${flag}(;|$)`));
      expect(set).not.toMatch(/domain=/i);
      expect((await secure.call("GET", "/api/v1/me", { headers: { cookie: cookiesOf(answer) } })).status).toBe(200);
      for (const origin of ["http://ops.example.org", "http://localhost:3000", "https://localhost:3000"]) expect((await secure.call("POST", "/api/v1/automation/pause", { headers: { cookie: cookiesOf(answer), origin } })).status).toBe(403);
    } finally {
      await secure.house.close();
      installWeb(web.web);
    }
  });
});

describe("an open stream", () => {
  test("ends with the token or the person it was opened by, or with their role; others stay, and their sessions are in use", async () => {
    const { token, id } = await makeToken("viewer");
    const [leaver, demoted, wall] = [await web.signIn("commander", "gone@example.com"), await web.signIn("operator", "demoted@example.com"), await web.signIn("viewer", "wall@example.com")];
    const ending = await Promise.all([watch(holding(token)), watch(as(leaver)), watch(as(demoted))]);
    const staying = await watch(as(wall));
    const wallId = await idOf("wall@example.com");
    await db().execute(sql`update session set updated_at = now() - interval '5 minutes' where user_id = ${wallId}`);
    expect((await web.call("DELETE", `/api/v1/tokens/${id}`, { headers: as(commander) })).status).toBe(200);
    expect((await web.call("DELETE", `/api/v1/people/${await idOf("gone@example.com")}`, { headers: as(commander) })).status).toBe(200);
    expect((await web.call("PATCH", `/api/v1/people/${await idOf("demoted@example.com")}`, { headers: as(commander), body: { role: "viewer" } })).status).toBe(200);
    await Promise.all(ending.map(hasEnded));
    await eventually("a use", async () => {
      const [row] = await db().select({ at: session.updatedAt }).from(session).where(eq(session.userId, wallId));
      return Date.now() - (row?.at.getTime() ?? 0) < 60_000;
    }, 5_000, 50);
    expect(staying.ended()).toBe(false);
  });
});

describe("limits", () => {
  /** Without a password an attempt counts as well, and costs no hash. */
  const tryIn = (email: string, from: string, password?: string) => web.call("POST", "/api/v1/auth/sign-in/email", { headers: { origin: web.origin, "x-forwarded-for": from }, body: { email, password } });
  const wrong = "wrong password wrong";

  test("stop guessing after five tries a minute, for this address and e-mail only, and say when to come back", async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await tryIn("commander@example.com", `198.51.100.${attempt}, 203.0.113.7`, attempt % 3 === 0 ? wrong : undefined)).status);
    expect(statuses).toEqual([401, 400, 400, 401, 400, 429]);
    const refused = await tryIn("commander@example.com", "203.0.113.7", password);
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: "too_many_requests" }]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await tryIn("commander@example.com", "203.0.113.8", password)).status).toBe(200);
    expect((await tryIn("ann@example.com", "203.0.113.7", password)).status).toBe(200);
  });

  test("stop guessers with many addresses as well", async () => {
    const { limit } = tunables.signInAttemptsPerAccount;
    for (let attempt = 1; attempt < limit; attempt += 1) expect((await tryIn("nobody@example.com", `192.0.2.${attempt}`)).status).toBe(400);
    expect((await tryIn("nobody@example.com", `192.0.2.${limit}`, wrong)).status).toBe(401);
    expect((await tryIn("nobody@example.com", "192.0.2.200", wrong)).status).toBe(429);
  });

  test("stop whoever tries one password with many e-mails", async () => {
    const { limit } = tunables.signInAttemptsPerAddress;
    const statuses = await Promise.all(Array.from({ length: limit + 1 }, async (_, n) => (await tryIn(`user${n}@example.com`, "203.0.113.77")).status));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });

  test("count the e-mail that is tried, whatever else a body may be read as", async () => {
    const polyglot = (n: number) => `{"email":"other${n}@example.com","x":"&email=commander%40example.com&password=guess&"}`;
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) expect((await web.call("POST", "/api/v1/auth/sign-in/email", { headers: { origin: web.origin, "content-type": type }, body: polyglot(1) })).status).toBe(415);
  });

  test("hold without Redis, by this process alone", async () => {
    const lonely = await openWeb({ env: { REDIS_URL: "redis://127.0.0.1:1/0" } });
    try {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await lonely.call("POST", "/api/v1/auth/sign-in/email", { headers: { origin: lonely.origin }, body: { email: "a@example.com" } })).status);
      expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    } finally {
      await lonely.house.close();
      installWeb(web.web);
    }
  });

  test("let one principal watch twenty streams and no more, until one is closed", async () => {
    const { token } = await makeToken("viewer");
    const streams = [];
    for (let n = 0; n < tunables.maxStreamsPerPrincipal; n += 1) streams.push(await watch(holding(token)));
    const refused = await web.call("GET", "/api/v1/approvals/stream", { headers: holding(token) });
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: "too_many_requests" }]);
    await watch(as(commander));
    await streams[0]?.hangUp();
    await watch(holding(token));
  });
});
