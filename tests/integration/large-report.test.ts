import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryReceipt } from "@/lib/contracts/delivery";
import { findings } from "@/server/finding/table";
import { inboxEntries } from "@/server/inbox/table";
import { ingestInboxEntry } from "@/server/worker/pipeline/ingest";
import { webhookBody } from "../support/alerts";
import { openHouse, type TestHouse } from "../support/house";
import { doorEnv, headersOf, openIngress, type TestIngress } from "../support/ingress";
import { eventually } from "../support/wait";

let house: TestHouse;
let ingress: TestIngress;

beforeAll(async () => {
  house = await openHouse({ env: doorEnv });
  ingress = await openIngress(house.container);
}, 60_000);
afterAll(async () => {
  await ingress?.close();
  await house?.close();
});

const results = Array.from({ length: 5_000 }, (_, index) => JSON.stringify({ "template-id": `t-${index}`, info: { name: `Weak thing ${index}`, severity: "low", description: "d".repeat(200) }, type: "http", host: "https://shop.example", "matched-at": `https://shop.example/${index}`, response: "x".repeat(400) }));
const reports = { "a line for each result": results.join("\n"), "one list": `[${results.join(",")}]` };

describe("a large report", () => {
  test.each(Object.entries(reports))("as %s lets others be served while the door reads it", async (_shape, text) => {
    const body = Buffer.from(text);
    let isTaken = false;
    const sending = fetch(`${ingress.origin}/api/v1/webhooks/kali`, { method: "POST", headers: headersOf("kali", body, ""), body: new Uint8Array(body) }).finally(() => (isTaken = true));
    let answers = 0;
    for (; !isTaken; answers += 1) await (await fetch(`${ingress.origin}/healthz`)).text();
    const answer = await sending;
    expect(answer.status).toBe(202);
    expect(deliveryReceipt.parse(await answer.json())).toMatchObject({ accepted: results.length });
    expect(answers).toBeGreaterThan(20);
  }, 60_000);

  test("is digested whole, and the alerts of others do not wait for its findings", async () => {
    const { container } = house;
    const ctx = container.ctx({ kind: "automation", id: "worker", name: "worker" }, "worker");
    const [entry, again] = await container.db.select({ id: inboxEntries.id }).from(inboxEntries).where(eq(inboxEntries.source, "kali")).orderBy(inboxEntries.id);
    expect(await ingestInboxEntry(container, ctx, entry?.id ?? "")).toBe("processed");
    expect(await container.db.$count(findings)).toBe(results.length);

    const alert = Buffer.from(webhookBody([{ name: "Meanwhile", host: "host-1" }]));
    const { inboxId } = deliveryReceipt.parse(await (await fetch(`${ingress.origin}/api/v1/webhooks/alertmanager`, { method: "POST", headers: headersOf("alertmanager", alert, ""), body: new Uint8Array(alert) })).json());
    const report = await container.db.transaction(async (tx) => {
      await tx.select().from(findings).limit(1).for("update");
      const report = ingestInboxEntry(container, ctx, again?.id ?? "");
      const waiting = async () => (await container.db.execute(sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rows.length > 0;
      await eventually("the report waits for a finding", waiting, 4_000, 20);
      expect(await ingestInboxEntry(container, ctx, inboxId)).toBe("processed");
      return { outcome: report };
    });
    expect(await report.outcome).toBe("processed");
  }, 60_000);
});
