import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { appendEvents } from "@/server/event/append";
import { readCheckpointFile } from "@/server/event/checkpoint-file";
import { checkpointKey, judgeCheckpoint } from "@/server/event/checkpoint-rules";
import { metrics } from "@/server/platform/metrics";
import { createWorkerDoor } from "@/server/worker/door";
import { chainCheckpointer } from "@/server/worker/pipeline/checkpoint";
import { sealEvents } from "@/server/event/seal";
import { verifyAudit } from "@/server/web/audit";
import { openHouse, type TestHouse } from "../support/house";
import { tamper } from "../support/tampering";
import { apiToken, bearer, openWeb, type TestWeb } from "../support/web";

const metricsToken = "metrics-token-0123456789";
const scraper = { authorization: `Bearer ${metricsToken}` };
let web: TestWeb;

beforeAll(async () => {
  web = await openWeb({ env: { AWOOOI_METRICS_TOKEN: metricsToken } });
  await web.signIn("commander");
});
afterAll(() => web.house.close());

const names = (text: string) => new Set(text.split("\n").flatMap((line) => /^([a-z_]+)(?:\{|\s)/.exec(line)?.[1] ?? []));

describe("/metrics", () => {
  test("is for whoever shows the metrics token or the API token, and the metrics token opens nothing else", async () => {
    const ask = async (headers: Record<string, string>) => (await web.call("GET", "/api/v1/metrics", { headers })).status;
    expect([await ask(scraper), await ask(bearer)]).toEqual([200, 200]);
    const cookie = await web.signIn("commander", "scraper@example.com");
    const strangers: Record<string, string>[] = [{}, { authorization: "Bearer wrong" }, { authorization: metricsToken }, { cookie }, { "x-forwarded-for": "127.0.0.1" }];
    for (const headers of strangers) expect(await ask(headers)).toBe(401);
    expect((await web.call("GET", "/api/v1/me", { headers: scraper })).status).toBe(401);
  });

  test("is Prometheus text with what the stores and this process say", async () => {
    await web.call("GET", "/api/v1/me", { headers: bearer });
    const response = await web.call("GET", "/api/v1/metrics", { headers: scraper });
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=/);
    const found = names(await response.text());
    for (const name of ["inbox_entries", "inbox_oldest_seconds", "stream_lag", "stream_pending", "incidents_open", "store_up", "http_request_seconds_count", "audit_chain_broken"]) expect(found).toContain(`awoooi_${name}`);
    expect(found).toContain("nodejs_eventloop_lag_seconds");
    expect(await metrics.httpSeconds.get()).toMatchObject({ values: expect.arrayContaining([expect.objectContaining({ labels: expect.objectContaining({ operation: "getMe", status: "200" }) as object })]) as object[] });
  });

  test("has no label that a sender or a path can make up", async () => {
    for (const path of ["/api/v1/incidents/inc_made_up", "/api/v1/incidents?limit=zero"]) await web.call("GET", path, { headers: bearer });
    const text = await (await web.call("GET", "/api/v1/metrics", { headers: scraper })).text();
    expect(text).not.toContain("made_up");
    const operations = new Set([...text.matchAll(/operation="([^"]*)"/g)].map((match) => match[1]));
    for (const operation of operations) expect(operation).toMatch(/^[a-z][A-Za-z]+$/);
  });
});

describe("the worker's door", () => {
  test("says that it lives, that it is ready, and what it counts", async () => {
    const door = createWorkerDoor(web.house.container).listen(0, "127.0.0.1");
    await new Promise((resolve) => door.once("listening", resolve));
    const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers });
    try {
      expect([(await ask("/healthz")).status, (await ask("/readyz")).status, (await ask("/metrics")).status, (await ask("/else")).status]).toEqual([200, 200, 401, 404]);
      expect(names(await (await ask("/metrics", { authorization: `Bearer ${apiToken}` })).text())).toContain("awoooi_stream_lag");
    } finally {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    }
  });
});

describe("/readyz", () => {
  test("asks the stores once for all who ask at the same time", async () => {
    const asked = vi.spyOn(web.house.container.pool, "query");
    const before = asked.mock.calls.length;
    const answers = await Promise.all(Array.from({ length: 100 }, () => web.call("GET", "/api/v1/readyz")));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]));
    expect(asked.mock.calls.filter(([text]) => text === "select 1").length - before).toBe(1);
    asked.mockRestore();
  });
});

describe("chainCheckpointer", () => {
  test("holds a database against its own checkpoints only, though another one shares the data directory and the secret", async () => {
    const [long, short] = await Promise.all([openHouse(), openHouse()]);
    try {
      const shared = (house: TestHouse) => ({ ...house.container, config: { ...house.container.config, dataDir: long.dataDir } });
      for (const [house, size] of [[long, 9], [short, 3]] as const) {
        const ctx = house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
        await ctx.db.transaction((tx) => appendEvents(ctx, tx, Array.from({ length: size }, (_, n) => ({ type: "alert.fired", subject: { kind: "alert" as const, id: `alt_${n}` } }))));
        await sealEvents(ctx.db);
        expect(await chainCheckpointer(shared(house))()).toBe(true);
      }
      expect(await chainCheckpointer(shared(short))()).toBe(false);
      expect((await metrics.auditBroken.get()).values).toMatchObject([{ value: 0 }]);
      expect(await readCheckpointFile({ dataDir: long.dataDir, db: short.container.db })).toMatchObject([{ chainSeq: 3 }]);
      expect(await verifyAudit(shared(short), short.container.ctx({ kind: "human", id: "usr_1", name: "Lin" }, "web"), { limit: 100 })).toMatchObject({ intact: true });
    } finally {
      await Promise.all([long.close(), short.close()]);
    }
  });

  test("puts a signed checkpoint into the file, and shows a chain that broke", async () => {
    const { container } = web.house;
    while ((await sealEvents(container.db)) > 0);
    const checkpoint = chainCheckpointer(container);
    expect([await checkpoint(), await checkpoint()]).toEqual([true, false]);
    const [written] = await readCheckpointFile({ dataDir: container.config.dataDir, db: container.db });
    expect(written === undefined ? null : judgeCheckpoint(checkpointKey(container.config.authSecret), written)).toBe("ours");
    await web.signIn("viewer");
    while ((await sealEvents(container.db)) > 0);
    await container.db.execute(sql`update audit_checkpoints set made_at = now() - interval '6 minutes'`);
    await tamper(container.db, (tx) => tx.execute(sql`update events set type = 'forged' where chain_seq = (select max(chain_seq) from events)`));
    expect(await checkpoint()).toBe(false);
    expect((await metrics.auditBroken.get()).values).toMatchObject([{ value: 1 }]);
  });
});
