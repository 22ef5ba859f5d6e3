import type { Server } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "@/lib/contracts/common";
import { retention } from "@/lib/contracts/retention";
import { sourceName } from "@/lib/contracts/signal";
import { sourceSecret, sourceTest, type Source, type SourceTest } from "@/lib/contracts/source";
import { events } from "@/server/event/table";
import { createIngress } from "@/server/ingress/server";
import { inboxEntries } from "@/server/inbox/table";
import { signals } from "@/server/signal/table";
import { ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { freePort } from "../support/ports";
import { openWeb, type TestWeb } from "../support/web";

const secret = "one-secret-for-every-door";
let web: TestWeb;
let ingress: Server;
const cookies = new Map<Role, string>();
const as = (role: Role) => ({ cookie: cookies.get(role) ?? "", origin: web.origin });

beforeAll(async () => {
  const [port, ingressPort] = [await freePort(), await freePort()];
  const doors = ["ALERTMANAGER_WEBHOOK_TOKEN", "SIGNOZ_WEBHOOK_TOKEN", "KUBERNETES_WEBHOOK_TOKEN", "SENTRY_CLIENT_SECRET", "GITHUB_WEBHOOK_SECRET"];
  web = await openWeb({ env: { PORT: String(port), INGRESS_PORT: String(ingressPort), ...Object.fromEntries(doors.map((door) => [door, `${secret},an-older-secret-still-good`])) } });
  ingress = createIngress(web.house.container).listen(ingressPort, "localhost");
  for (const role of ["viewer", "operator", "commander"] as const) cookies.set(role, await web.signIn(role));
}, 60_000);
afterAll(async () => {
  ingress.closeAllConnections();
  await new Promise((resolve) => ingress.close(resolve));
  await web.house.close();
});

async function read<T>(path: string): Promise<T> {
  const response = await web.call("GET", path, { headers: as("viewer") });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
const sourceOf = async (name: string) => (await read<{ items: Source[] }>("/api/v1/sources")).items.find((source) => source.name === name);
const post = (path: string, role: Role) => web.call("POST", path, { headers: as(role) });

/** Tests a door while a worker takes what comes in. */
async function testDoor(name: string): Promise<SourceTest> {
  const { container } = web.house;
  const ctx = container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
  let over = false;
  const worker = (async () => {
    while (!over) {
      for (const { id } of await container.db.select({ id: inboxEntries.id }).from(inboxEntries).where(eq(inboxEntries.status, "waiting"))) await ingestInboxEntry(container, ctx, id);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const response = await post(`/api/v1/sources/${name}/test`, "operator");
  over = true;
  await worker;
  expect(response.status).toBe(200);
  return sourceTest.parse(await response.json());
}

describe("/sources", () => {
  test("lists every door with its address and never with its secret", async () => {
    const { items } = await read<{ items: Source[] }>("/api/v1/sources");
    expect(items.map((source) => source.name)).toEqual(sourceName.options);
    const { ingressPort } = web.house.container.config;
    expect(items[0]).toMatchObject({ url: `http://localhost:${ingressPort}/api/v1/webhooks/alertmanager`, secretName: "ALERTMANAGER_WEBHOOK_TOKEN", secretCount: 2 });
    expect(JSON.stringify(items)).not.toContain(secret);
  });

  test("shows the newer secret to a commander, and the log keeps that", async () => {
    expect((await post("/api/v1/sources/github/secret", "operator")).status).toBe(403);
    const shown = await post("/api/v1/sources/github/secret", "commander");
    expect(sourceSecret.parse(await shown.json())).toEqual({ name: "github", secretName: "GITHUB_WEBHOOK_SECRET", secret });
    const kept = await web.house.container.db.select().from(events).where(eq(events.type, "source.secret_shown"));
    expect(kept).toMatchObject([{ subjectKind: "source", subjectId: "github", actor: { name: "commander" } }]);
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect((await post("/api/v1/sources/kali/secret", "commander")).status).toBe(409);
    expect((await post("/api/v1/sources/nagios/secret", "commander")).status).toBe(404);
  });

  test("follows a test through each open door to a worker; it leaves neither a signal nor a sighting", async () => {
    for (const name of sourceName.options.filter((option) => option !== "kali")) {
      expect(await testDoor(name), name).toMatchObject({ outcome: "digested", status: 202 });
      expect((await sourceOf(name))?.sightings, name).toEqual([]);
    }
    expect(await testDoor("kali")).toMatchObject({ outcome: "closed", status: null });
    expect(await web.house.container.db.select().from(signals)).toEqual([]);
  });

  test("says when a tool was heard, and when somebody was turned away and why", async () => {
    const { headers, body } = web.house.container.probe("signoz", secret, "one");
    const knock = (given: Record<string, string>) => web.call("POST", "/api/v1/webhooks/signoz", { headers: { ...headers, ...given }, body });
    expect((await knock({ authorization: "Bearer wrong" })).status).toBe(401);
    expect((await knock({})).status).toBe(202);
    await expect.poll(async () => (await sourceOf("signoz"))?.sightings).toEqual([{ origin: "live", seenAt: expect.any(String) as string, refusedAt: expect.any(String) as string, refusedBecause: "unauthenticated" }]);
  });
});

describe("/retention", () => {
  test("says how long things are kept", async () => {
    expect(retention.parse(await read("/api/v1/retention"))).toEqual({ inboxDays: 30, signalsDays: 90 });
  });
});
