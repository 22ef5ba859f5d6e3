import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeadLetter } from "@/lib/contracts/dead-letter";
import type { Role } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import { events } from "@/server/event/table";
import { inboxEntries, type InboxStatus } from "@/server/inbox/table";
import { tunables } from "@/server/platform/tunables";
import { bearer, openWeb, type TestWeb } from "../support/web";

let web: TestWeb;
const cookies = new Map<Role, string>();
const as = (role: Role) => ({ cookie: cookies.get(role) ?? "", origin: web.origin });

beforeAll(async () => {
  web = await openWeb();
  for (const role of ["viewer", "operator", "commander"] as const) cookies.set(role, await web.signIn(role));
});
afterAll(() => web.house.close());

async function store(status: InboxStatus, body = "{}", given: Partial<typeof inboxEntries.$inferInsert> = {}): Promise<string> {
  const id = newId("inbox");
  await web.house.container.db.insert(inboxEntries).values({ id, source: "sentry", origin: "live", deliveryKey: id, body: Buffer.from(body), status, attempts: tunables.maxInboxAttempts, lastError: "the column is gone", ...given });
  return id;
}

async function list(query = "", role: Role = "commander"): Promise<DeadLetter[]> {
  const response = await web.call("GET", `/api/v1/dead-letters${query}`, { headers: as(role) });
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: DeadLetter[] }).items;
}

const requeue = (id: string, role: Role = "operator") => web.call("POST", `/api/v1/dead-letters/${id}/requeue`, { headers: as(role) });

describe("the list of dead letters", () => {
  test("shows the dead ones only, newest first, page by page", async () => {
    await Promise.all((["waiting", "processing", "processed"] as const).map((status) => store(status)));
    const first = await store("dead", "{}", { receivedAt: new Date(1_000) });
    const second = await store("dead", "{}", { receivedAt: new Date(2_000) });
    const other = await store("dead", "{}", { receivedAt: new Date(1_500), origin: "range" });
    expect((await list()).map((letter) => letter.id)).toEqual([second, other, first]);
    expect((await list("?origin=live")).map((letter) => letter.id)).toEqual([second, first]);
    const page = (await (await web.call("GET", "/api/v1/dead-letters?limit=1", { headers: bearer })).json()) as { nextCursor: string };
    expect((await list(`?limit=1&cursor=${page.nextCursor}`)).map((letter) => letter.id)).toEqual([other]);
    expect((await list())[0]).toMatchObject({ source: "sentry", attempts: 5, lastError: "the column is gone", sizeBytes: 2 });
  });

  test("shows a piece of the body to a commander only, as text that does nothing to a screen", async () => {
    const id = await store("dead", `{"a":"\u001b[2J\u202Eevil\u0000\u200B"}\n${"é".repeat(600)}`);
    const seen = (letters: readonly DeadLetter[]) => letters.find((letter) => letter.id === id)?.excerpt ?? null;
    const excerpt = seen(await list()) ?? "";
    expect(excerpt.startsWith('{"a":"\u{FFFD}[2J\u{FFFD}evil\u{FFFD}\u{FFFD}"}\n')).toBe(true);
    expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(tunables.deadLetterExcerptBytes + 20);
    expect(seen(await list("", "operator"))).toBeNull();
    expect((await web.call("GET", "/api/v1/dead-letters", { headers: as("viewer") })).status).toBe(403);
  });
});

describe("requeue", () => {
  test("has a dead letter tried again with all its attempts, wakes a worker, and leaves one event however often it is said", async () => {
    const { container } = web.house;
    const id = await store("dead");
    expect((await requeue(id, "viewer")).status).toBe(403);
    const answers = await Promise.all([requeue(id), requeue(id), requeue(id, "commander")]);
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([200, { id, status: "waiting" }]);
    const [row] = await container.db.select().from(inboxEntries).where(eq(inboxEntries.id, id));
    expect(row).toMatchObject({ status: "waiting", attempts: 0, leaseUntil: null });
    const queued = await container.redis.xrange(container.keys.signals, "-", "+");
    expect(queued.filter(([, fields]) => fields.includes(id))).toHaveLength(1);
    expect(await container.db.select().from(events).where(and(eq(events.subjectId, id), eq(events.type, "inbox.requeued")))).toMatchObject([{ subjectKind: "inbox", statement: { code: "inbox_requeued", params: { source: "sentry" } } }]);
    expect((await list()).map((letter) => letter.id)).not.toContain(id);
  });

  test("leaves what is not dead as it is, and knows no strangers", async () => {
    const id = await store("processed");
    expect(await (await requeue(id)).json()).toEqual({ id, status: "processed" });
    expect(await web.house.container.db.$count(events, eq(events.subjectId, id))).toBe(0);
    expect((await requeue("inb_unknown")).status).toBe(404);
  });
});
